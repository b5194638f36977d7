/* The key / goes to the search box, from wherever nothing is being typed. */
addEventListener("keydown", event => {
  if (event.key !== "/" || event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.target.closest("input, select, textarea, [contenteditable]")) return;
  const box = document.getElementById("seek");
  if (!box) return;
  event.preventDefault();
  box.focus();
  box.select();
});
