// Single-letter keys: J and K along a list, the letter shown on an action, ? for help. They can be turned off (WCAG 2.1.4).
// `event.code` is the place of the key, so that they work with an Arabic keyboard too.
const OFF = "keys-off";

export function keys() {
    const help = document.querySelector("[data-keys-help]");
    if (!help) return;
    const box = help.querySelector("[data-keys-switch]");
    box.checked = !localStorage.getItem(OFF);
    box.addEventListener("change", () => (box.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "1")));

    document.addEventListener("keydown", (event) => {
        if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || document.querySelector("dialog[open]")) return;
        if (event.key === "?" || event.key === "؟") {
            fill(help);
            help.showModal();
            return;
        }
        if (!box.checked) return;
        const letter = event.code.startsWith("Key") ? event.code.slice(3) : "";
        if (letter === "J" || letter === "K") move(letter === "J" ? 1 : -1);
        else if (letter) document.querySelector(`[data-key="${letter}" i]`)?.click();
    });
}

function typing(target) {
    return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

function move(by) {
    const rows = [...document.querySelectorAll("[data-list] a")];
    if (!rows.length) return;
    const current = rows.indexOf(document.activeElement);
    const from = current >= 0 ? current : rows.findIndex((row) => row.hasAttribute("aria-current"));
    rows[Math.min(Math.max(from + by, 0), rows.length - 1)].focus();
}

function fill(help) {
    const list = help.querySelector("[data-keys-list]");
    for (const row of list.querySelectorAll("[data-keys-rows]")) row.hidden = !document.querySelector("[data-list] a");
    for (const old of list.querySelectorAll("[data-keys-action]")) old.remove();
    for (const action of document.querySelectorAll("[data-key]")) {
        const row = document.createElement("div");
        row.dataset.keysAction = "";
        const name = document.createElement("dt");
        name.textContent = [...action.childNodes].filter((node) => node.nodeName !== "KBD").map((node) => node.textContent).join("").trim();
        const key = document.createElement("kbd");
        key.textContent = action.dataset.key.toUpperCase();
        const place = document.createElement("dd");
        place.append(key);
        row.append(name, place);
        list.append(row);
    }
}
