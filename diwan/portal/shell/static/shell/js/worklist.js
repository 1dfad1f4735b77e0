// Lists to work through. Rows are chosen with the pointer (Shift for a range) or the keys X and Shift X; how many are chosen
// is said aloud. Where the form names its list (data-choice="…"), the choice is kept from page to page of it.
// Everything listens on the document: a list that htmx brings anew works as the first one did.
let last = null;

const bar = () => document.querySelector("[data-choice-bar]");
const boxes = () => [...document.querySelectorAll("[data-select]")];
const every = () => document.querySelector("[data-select-all]");
const list = () => document.querySelector("[data-choice]")?.dataset.choice;
const shelf = () => `chosen:${list()}`;

function kept() {
    return new Set(list() ? JSON.parse(sessionStorage.getItem(shelf()) ?? "[]") : []);
}

function keep() {
    if (!list()) return;
    const all = kept();
    for (const box of boxes()) box.checked ? all.add(box.value) : all.delete(box.value);
    all.size ? sessionStorage.setItem(shelf(), JSON.stringify([...all])) : sessionStorage.removeItem(shelf());
}

// The chosen rows of other pages.
function elsewhere() {
    const here = new Set(boxes().map((box) => box.value));
    return [...kept()].filter((value) => !here.has(value));
}

function tell() {
    if (!bar()) return;
    const here = boxes();
    const checked = here.filter((box) => box.checked).length;
    const count = checked + elsewhere().length;
    const all = every()?.checked ?? false;
    bar().classList.toggle("is-choosing", all || count > 0);
    const page = document.querySelector("[data-select-page]");
    page.checked = here.length > 0 && checked === here.length;
    page.indeterminate = checked > 0 && checked < here.length;
    const said = bar().querySelector("[data-choice-count]");
    said.textContent = count && !all ? said.dataset.words.replace("{n}", count) : "";
}

function choose(box, range) {
    const here = boxes();
    if (range && here.includes(last) && last !== box) {
        const [from, to] = [here.indexOf(last), here.indexOf(box)].sort((a, b) => a - b);
        for (const one of here.slice(from, to + 1)) one.checked = box.checked;
    }
    last = box;
    if (every()) every().checked = false;
    keep();
    tell();
}

function all(checked) {
    for (const box of boxes()) box.checked = checked;
    keep();
    tell();
}

document.addEventListener("click", (event) => {
    if (event.target.matches("[data-select]")) choose(event.target, event.shiftKey);
});
document.addEventListener("change", (event) => {
    if (event.target.matches("[data-select-page]")) {
        if (every()) every().checked = false;
        all(event.target.checked);
    } else if (event.target.matches("[data-select-all]")) all(event.target.checked);
});

// The keys of the shell send what concerns a row here.
document.addEventListener("diwan:row", (event) => {
    const box = event.target.closest("[data-line]")?.querySelector("[data-select]");
    if (!box) return;
    box.checked = event.detail.range ? true : !box.checked;
    choose(box, event.detail.range);
});
document.addEventListener("diwan:escape", () => {
    if (!bar()?.classList.contains("is-choosing")) return;
    if (every()) every().checked = false;
    sessionStorage.removeItem(shelf());
    all(false);
});

// What was chosen on other pages goes with the form.
document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-choice]") || every()?.checked) return;
    for (const old of event.target.querySelectorAll("[data-elsewhere]")) old.remove();
    for (const value of elsewhere()) {
        const field = Object.assign(document.createElement("input"), { type: "hidden", name: "id", value });
        field.dataset.elsewhere = "";
        event.target.append(field);
    }
});

function begin() {
    const chosen = kept();
    if (chosen.size) for (const box of boxes()) box.checked = chosen.has(box.value);
    document.querySelector(".row-item[aria-current]")?.scrollIntoView({ block: "nearest" });
    const rows = document.querySelector(".list-rows");
    const place = JSON.parse(sessionStorage.getItem(PLACE) ?? "{}");
    if (rows && place.query === query()) rows.scrollTop = place.at;
    tell();
}

// The list stays where it was when a letter is opened from it.
const PLACE = "desk-list-place";
addEventListener("pagehide", () => {
    const rows = document.querySelector(".list-rows");
    if (rows) sessionStorage.setItem(PLACE, JSON.stringify({ query: query(), at: rows.scrollTop }));
});

function query() {
    return document.querySelector("[data-list] a.row-item")?.getAttribute("href").split("?")[1] ?? "";
}

addEventListener("pageshow", begin);
document.addEventListener("htmx:historyRestore", begin);
begin();
