// Registering a letter: correspondents found as one types, more of them, and a warning when it is registered already.
const form = document.querySelector("[data-letter-form]");
const later = (act, wait = 250) => {
    let timer;
    return (...args) => { clearTimeout(timer); timer = setTimeout(() => act(...args), wait); };
};
const asked = new WeakMap();

async function fetched(url, place) {
    const turn = (asked.get(place) || 0) + 1;
    asked.set(place, turn);
    const answer = await fetch(url, { headers: { "X-Requested-With": "fetch" } });
    if (answer.ok && asked.get(place) === turn) place.innerHTML = await answer.text();
}

function suggest(input) {
    const box = input.closest("[data-known-url]");
    const place = box.querySelector("[data-known-here]");
    if (input.value.trim().length < 2) { asked.set(place, (asked.get(place) || 0) + 1); place.replaceChildren(); return; }
    fetched(`${box.dataset.knownUrl}?name=${encodeURIComponent(input.value)}`, place);
}

function sender() {
    const rows = [...form.querySelectorAll("[data-party]")];
    const row = rows.find((one) => one.querySelector("[name$='-role']").value === "sender" && one.querySelector("[data-party-name]").value);
    return row ? row.querySelector("[data-party-name]").value : "";
}

function compare() {
    const box = form.querySelector("[data-same-url]");
    const reference = form.elements.their_reference;
    if (!box || !reference?.value.trim() || !sender()) return;
    const said = new URLSearchParams({ office: form.elements.office.value, their_reference: reference.value, sender: sender() });
    fetched(`${box.dataset.sameUrl}?${said}`, box.querySelector("[data-same]"));
}

function fill(button) {
    const row = button.closest("[data-party]");
    for (const name of ["name", "kind", "unit", "body", "representative", "title", "email", "address"]) {
        const field = row.querySelector(`[name$='-${name}']`);
        if (field && (button.dataset[name] || name === "unit" || name === "body")) field.value = button.dataset[name] || "";
    }
    row.querySelector("[data-known-here]").replaceChildren();
    row.querySelector("[data-party-name]").focus();
    compare();
}

function add() {
    const total = form.elements["parties-TOTAL_FORMS"];
    const blank = form.querySelector("[data-party-blank]").innerHTML.replaceAll("__prefix__", total.value);
    form.querySelector("[data-parties]").insertAdjacentHTML("beforeend", blank);
    total.value = Number(total.value) + 1;
    const row = form.querySelector("[data-parties]").lastElementChild;
    row.querySelector("[name$='-role']").value = "addressee";
    row.querySelector("[data-party-name]").focus();
}

if (form) {
    const soon = later(suggest);
    const compareSoon = later(compare, 400);
    form.addEventListener("input", (event) => {
        if (event.target.matches("[data-party-name]")) {
            const row = event.target.closest("[data-party]");
            for (const name of ["unit", "body"]) row.querySelector(`[name$='-${name}']`).value = "";
            soon(event.target);
        }
        if (event.target.name === "their_reference" || event.target.matches("[data-party-name]")) compareSoon();
    });
    form.addEventListener("click", (event) => {
        const known = event.target.closest("[data-known]");
        if (known) fill(known);
        if (event.target.closest("[data-add-party]")) add();
    });
}
