// Single-letter keys, as in a mail client: J and K along a list, O opens the row, X chooses it, / searches, the letter shown on an
// action, G then a figure or a letter goes to a view, ? for help. They can be turned off (WCAG 2.1.4).
// `event.code` is the place of the key, so that they work with an Arabic keyboard too.
const OFF = "keys-off";
const WAIT = 1500; // ms after G in which the second key counts

export function keys() {
    const help = document.querySelector("[data-keys-help]");
    if (!help) return;
    const box = help.querySelector("[data-keys-switch]");
    box.checked = !localStorage.getItem(OFF);
    box.addEventListener("change", () => (box.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "1")));
    let going = 0;

    document.addEventListener("keydown", (event) => {
        if (event.key === "Escape" && !document.querySelector("dialog[open]")) return escape(event.target);
        if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || document.querySelector("dialog[open]")) return;
        if (event.key === "?" || event.key === "؟") {
            fill(help);
            help.showModal();
            return;
        }
        if (!box.checked) return;
        if (event.key === "/" || event.code === "Slash") return find(event);
        const letter = event.code.startsWith("Key") ? event.code.slice(3) : "";
        const figure = event.code.startsWith("Digit") ? event.code.slice(5) : "";
        if (Date.now() - going < WAIT) {
            going = 0;
            document.querySelector(`[data-view="${figure || letter}" i]`)?.click();
        } else if (letter === "G") going = Date.now();
        else if (letter === "J" || letter === "K") move(letter === "J" ? 1 : -1);
        else if (letter === "X" && row()) row().dispatchEvent(new CustomEvent("diwan:row", { bubbles: true, detail: { range: event.shiftKey } }));
        else if (letter === "O" && document.activeElement.closest("[data-list]") && row()) row().click();
        else if (letter) document.querySelector(`[data-key="${letter}" i]`)?.click();
    });
}

function typing(target) {
    return target.isContentEditable || /^(TEXTAREA|SELECT)$/.test(target.tagName) || (target.tagName === "INPUT" && !/^(checkbox|radio|button|submit)$/.test(target.type));
}

// Out of a field first, then out of what is chosen.
function escape(target) {
    if (typing(target)) return target.blur();
    document.dispatchEvent(new CustomEvent("diwan:escape"));
}

function find(event) {
    const field = document.querySelector("[data-find]");
    if (!field) return;
    event.preventDefault();
    field.focus();
    field.select();
}

function rows() {
    return [...document.querySelectorAll("[data-list] a")];
}

// The row where the keyboard stands, or the one that is open.
function row() {
    return document.activeElement.closest("[data-line]")?.querySelector("a") ?? rows().find((one) => one === document.activeElement) ?? rows().find((one) => one.hasAttribute("aria-current"));
}

function move(by) {
    const all = rows();
    if (!all.length) return;
    const from = all.indexOf(row());
    const to = all[Math.min(Math.max(from + by, 0), all.length - 1)];
    to.focus();
    to.scrollIntoView({ block: "nearest" });
}

function fill(help) {
    const list = help.querySelector("[data-keys-list]");
    const there = { rows: "[data-list] a", select: "[data-select]", find: "[data-find]", views: "[data-view]" };
    for (const line of list.querySelectorAll("[data-keys-for]")) line.hidden = !document.querySelector(there[line.dataset.keysFor]);
    for (const old of list.querySelectorAll("[data-keys-action]")) old.remove();
    for (const action of document.querySelectorAll("[data-key]")) {
        const line = document.createElement("div");
        line.dataset.keysAction = "";
        const name = document.createElement("dt");
        name.textContent = [...action.childNodes].filter((node) => node.nodeName !== "KBD").map((node) => node.textContent).join("").trim();
        const key = document.createElement("kbd");
        key.textContent = action.dataset.key.toUpperCase();
        const place = document.createElement("dd");
        place.append(key);
        line.append(name, place);
        list.append(line);
    }
}
