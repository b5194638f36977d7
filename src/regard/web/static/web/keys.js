/* The step in hand is in view. Arrow keys follow the links to the page before and after; a letter presses what names it as its key. */
document.querySelector(".film [aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" });
addEventListener("keydown", event => {
  if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.target.closest("input, select, textarea, [tabindex='0']")) return;
  const rel = { ArrowLeft: "prev", ArrowRight: "next" }[event.key];
  const link = rel && !event.shiftKey && document.querySelector(`a[rel=${rel}]`);
  if (link) return location.assign(link.href);
  const pressed = /^[a-z]$/i.test(event.key) && document.querySelector(`[data-key="${event.key.toLowerCase()}"]`);
  if (!pressed) return;
  event.preventDefault();
  pressed.click();
});
