-- Of 100 who asked, per channel: written by hand for DuckDB, to give the same cells as overview/funnel.py.
-- {latest} is the moment as of which a row is seen: a CASE over its source. {silence}, {arrival} and {waited} are the
-- same moment less 7, 7 and 30 days: to add to a moment in every row costs more than to compare it.
WITH spans AS (
    SELECT channel, source, min(occurred_at) AS since, {arrival} AS until FROM interactions GROUP BY channel, source
), recorded AS (
    SELECT channel AS recorded, min(since) - INTERVAL 168 HOURS AS recorded_since, max(until) AS recorded_until FROM spans GROUP BY channel
), seen AS (
    SELECT *, {latest} AS latest, {silence} AS silence, {arrival} AS arrival, {waited} AS waited_since
    FROM requests LEFT JOIN recorded ON passes_to = recorded
    WHERE asked_at <= {latest}
), became AS (
    SELECT *, CASE WHEN passed_at <= latest THEN 'passed'
        WHEN answered_at <= latest AND held_until > latest THEN 'open'
        WHEN answered_at <= latest THEN 'answered'
        WHEN time_fault THEN 'time_fault'
        WHEN due_at < latest THEN 'ignored'
        ELSE 'open' END AS became
    FROM seen
), passed AS (
    SELECT *, CASE WHEN became <> 'passed' THEN ''
        WHEN arrived_at <= latest AND customer_known THEN 'arrived'
        WHEN (arrived_at > latest OR arrived_at IS NULL) AND asked_again_here_at <= latest THEN 'again'
        WHEN NOT customer_known THEN 'not_measurable'
        WHEN unanswered_at IS NULL THEN 'answered'
        WHEN passed_at > arrival THEN 'not_yet'
        WHEN passed_at BETWEEN recorded_since AND recorded_until THEN 'gave_up'
        ELSE 'not_measurable' END AS after_pass
    FROM became
), finished AS (
    SELECT *, CASE WHEN became = 'open' THEN 'open'
        WHEN became = 'time_fault' OR NOT customer_known THEN 'not_measurable'
        WHEN unanswered_at IS NULL AND last_answer_at IS NOT NULL
            THEN CASE WHEN last_answer_at > silence THEN 'pending' ELSE 'finished' END
        WHEN after_pass = 'not_yet' THEN 'pending'
        WHEN after_pass = 'not_measurable' THEN 'not_measurable'
        ELSE 'unfinished' END AS finish
    FROM passed
), flagged AS (
    SELECT *,
        became = 'answered' AS answered,
        became = 'ignored' AS is_ignored,
        became = 'ignored' AND elsewhere_from <= latest AS is_elsewhere,
        finish = 'finished' AS is_finished,
        became = 'answered' AND finish = 'finished' AND (sent_elsewhere_at > latest OR sent_elsewhere_at IS NULL)
            AS kept_here,
        customer_known AND changed_channel_at <= latest AS changed,
        CASE WHEN became = 'answered' THEN answer_us / 1000000 END AS waited
    FROM finished
), counted AS (
    SELECT channel,
        count(*) AS requests,
        count_if(answered) AS answered_here,
        count_if(answered AND answer_basis = 'reply') AS answered_reply,
        count_if(answered AND answer_basis = 'spoken') AS answered_spoken,
        count_if(answered AND answer_basis = 'machine') AS answered_machine,
        count_if(answered AND answer_basis = 'closure') AS answered_closure,
        count_if(became = 'passed') AS passed,
        count_if(after_pass = 'arrived') AS arrived,
        count_if(after_pass = 'again') AS asked_again_here,
        count_if(after_pass = 'gave_up') AS gave_up,
        count_if(is_ignored) AS ignored,
        count_if(is_ignored AND customer_known AND driven_away_at <= latest) AS driven_away,
        count_if(is_elsewhere) AS answered_elsewhere,
        count_if(is_elsewhere AND elsewhere_at <= due_at) AS answered_elsewhere_in_time,
        count_if(became = 'open') AS open,
        count_if(became = 'open' OR (
            is_ignored AND is_elsewhere IS NOT TRUE AND asked_at >= waited_since
        )) AS waiting_now,
        count_if(became = 'time_fault') AS time_fault,
        count_if(answered AND answered_at > due_at) AS late,
        count_if(answered AND answered_at > due_at AND due_basis = 'promised') AS late_promised,
        count_if(handed_over_at <= latest) AS handed_over,
        sum(followups)::BIGINT AS followups,
        sum(CASE WHEN followups_due = [] THEN 0 ELSE len(list_filter(followups_due, lambda due: due < latest)) END)
            ::BIGINT AS followups_ignored,
        count_if(is_finished) AS finished,
        count_if(is_finished AND confirmed_at <= latest) AS confirmed,
        count_if(finish = 'pending') AS pending,
        count_if(finish IN ('finished', 'unfinished')) AS matured,
        count_if(finish = 'not_measurable') AS not_measurable,
        count_if(reopened_at <= latest) AS reopened,
        count_if(changed) AS changed_channel,
        count_if(changed AND returned_at <= latest) AS returned,
        count_if(kept_here AND (asked_elsewhere_at > latest OR asked_elsewhere_at IS NULL)) AS dealt_with_in_place,
        quantile_cont(waited, [0.5, 0.9]) AS waits,
        count_if(kept_here AND followups = 0
            AND (handed_over_at <= latest) IS NOT TRUE AND (reopened_at <= latest) IS NOT TRUE) AS first_contact,
        count_if(changed AND returned_usual_at <= latest) AS returned_usual,
        count_if(changed AND (returned_at <= latest OR returned_usual_at <= latest) AND return_answered_at <= latest)
            AS return_completed,
        count_if(due_basis = 'assumed') AS due_assumed,
        count_if(role_unknown) AS asks_of_unknown_role,
        sum(afterwords)::BIGINT AS afterwords
    FROM flagged GROUP BY channel
)
SELECT * EXCLUDE (waits), waits[1] AS first_answer_seconds_median, waits[2] AS first_answer_seconds_p90
FROM counted ORDER BY requests DESC, channel
