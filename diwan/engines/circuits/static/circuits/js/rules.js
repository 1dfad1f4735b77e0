// Another condition: a row more, asked of the server, so that its boxes are those of its field.
document.addEventListener("click", async (event) => {
    const more = event.target.closest("[data-rule-more]");
    if (!more) return;
    const rule = more.closest("[data-rule]");
    const count = rule.querySelector("[data-rule-count]");
    const answer = await fetch(`${more.dataset.ruleMore}?row=${count.value}`, { headers: { "HX-Request": "true" } });
    if (!answer.ok) return;
    const rows = rule.querySelector("[data-rule-rows]");
    rows.insertAdjacentHTML("beforeend", await answer.text());
    count.value = Number(count.value) + 1;
    window.htmx?.process(rows.lastElementChild);
    rows.lastElementChild.querySelector("select")?.focus();
});

function reveal() {
    for (const more of document.querySelectorAll("[data-rule-more]")) more.hidden = false;
}
document.addEventListener("htmx:afterSettle", reveal);
reveal();
