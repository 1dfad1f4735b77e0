// The drawing under the keyboard: arrows go from step to step as they lie on the screen, Enter opens one, Insert adds,
// Delete removes, Alt with an arrow moves, Ctrl+Z undoes. Each is a button of the page, pressed; the server draws.
let wanted = location.hash.startsWith("#step-") ? location.hash.slice(6) : ""; // an address may name a step, or the form

document.addEventListener("keydown", (event) => {
    const form = event.target.closest("[data-step-form]");
    if (form && event.key === "Escape") {
        const step = document.querySelector("[data-step][aria-current]");
        if (step) {
            event.preventDefault();
            event.stopPropagation();
            step.focus();
        }
        return;
    }
    const card = event.target.closest("[data-step]");
    if (!card) return;
    const toward = { ArrowUp: "up", ArrowDown: "down", ArrowLeft: "left", ArrowRight: "right" }[event.key];
    if (toward && event.altKey) {
        const by = along(card, toward);
        if (by) act(event, by > 0 ? "later" : "earlier", card);
    } else if (toward && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
        event.preventDefault();
        nearest(card, toward)?.focus();
    } else if (event.key === "Home" || event.key === "End") {
        event.preventDefault();
        const all = cards();
        all[event.key === "Home" ? 0 : all.length - 1].focus();
    } else if (event.key === "Insert") act(event, event.shiftKey ? "beside" : "add", card);
    else if (event.key === "Delete") act(event, "remove", card);
    else if (event.code === "KeyZ" && (event.ctrlKey || event.metaKey)) act(event, "undo", card);
});

function cards() {
    return [...document.querySelectorAll("[data-way] [data-step]")];
}

// The way goes downwards on a phone, and along the line of reading at a desk.
function along(card, toward) {
    const way = card.closest("[data-way]");
    const vertical = getComputedStyle(way).flexDirection.startsWith("column");
    if (vertical) return { down: 1, up: -1 }[toward] ?? 0;
    const rtl = getComputedStyle(way).direction === "rtl";
    return { left: rtl ? 1 : -1, right: rtl ? -1 : 1 }[toward] ?? 0;
}

// The step that lies nearest in that direction; what lies straight ahead comes before what lies aside.
function nearest(card, toward) {
    const from = middle(card);
    const sideways = toward === "left" || toward === "right";
    const sign = toward === "left" || toward === "up" ? -1 : 1;
    let best = null;
    let least = Infinity;
    for (const other of cards()) {
        if (other === card) continue;
        const to = middle(other);
        const ahead = sign * (sideways ? to.x - from.x : to.y - from.y);
        const aside = Math.abs(sideways ? to.y - from.y : to.x - from.x);
        const far = ahead + 3 * aside;
        if (ahead > 8 && (sideways || aside < 40) && far < least) [best, least] = [other, far];
    }
    return best;
}

function middle(element) {
    const box = element.getBoundingClientRect();
    return { x: box.left + box.width / 2, y: box.top + Math.min(box.height, 40) / 2 };
}

// Presses the button of the page, at this step; a button made here where the page has none for it.
function act(event, name, card) {
    event.preventDefault();
    const tools = document.querySelector("[data-tools]");
    if (!tools || tools.dataset.busy) return;
    tools.dataset.busy = "yes"; // one change at a time: the next is made on what this one gives
    tools.elements.step.value = card.dataset.step;
    const button = document.createElement("button");
    Object.assign(button, { type: "submit", name: "act", value: name, hidden: true });
    tools.append(button);
    button.click(); // a click, not requestSubmit: htmx sends the value of the button that was clicked
}

function settled() {
    const editor = document.querySelector("[data-editor]");
    if (!editor) return;
    const hints = editor.querySelector("[data-how]");
    if (hints) showHow(hints);
    if (editor.dataset.said) document.querySelector("[data-announce]").textContent = editor.dataset.said;
    const focus = editor.dataset.focus || wanted;
    wanted = "";
    if (focus === "form") {
        const panel = editor.querySelector("[data-step-form]");
        panel?.scrollIntoView({ block: "nearest" });
        (panel?.querySelector(".has-error :is(input, select)") ?? panel?.querySelector("input[name=name_ar]"))?.focus();
    } else if (focus) (document.getElementById(`step-${focus}`) ?? cards()[0] ?? editor.querySelector("[data-act=add]"))?.focus();
}

// Only what the way of finding a post needs is asked.
function showHow(box) {
    const how = box.querySelector("[name=how]").value;
    for (const part of box.querySelectorAll("[data-how-only]")) part.hidden = part.dataset.howOnly !== how;
}

document.addEventListener("change", (event) => {
    if (event.target.name === "how") showHow(event.target.closest("[data-how]"));
});
document.addEventListener("click", (event) => {
    if (event.target.closest("[data-step]")) wanted = "form";
});
document.addEventListener("htmx:afterSettle", (event) => {
    if (event.target.id === "editor" || event.detail.target?.id === "editor") settled();
});
document.addEventListener("htmx:responseError", () => delete document.querySelector("[data-tools]")?.dataset.busy);
settled();
