// Typing @ in a note offers the posts that it can call; the one chosen is written in the note and sent with it.
const form = document.querySelector("form[data-note]");
const text = form?.querySelector("textarea");
const box = form?.querySelector("[data-called]");
let asked = 0;

async function offer() {
    const typed = text.value.slice(0, text.selectionStart).match(/@([^@\n]{2,40})$/u);
    const mine = ++asked;
    box.querySelector("ul")?.remove();
    if (!typed) return;
    const answer = await fetch(`${form.dataset.note}?q=${encodeURIComponent(typed[1])}`);
    if (!answer.ok || mine !== asked) return;
    const list = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("ul");
    if (list?.children.length) box.append(list);
}

function call(button) {
    const before = text.value.slice(0, text.selectionStart).replace(/@[^@\n]*$/u, `@${button.dataset.name} `);
    text.value = before + text.value.slice(text.selectionStart);
    const hidden = document.createElement("input");
    Object.assign(hidden, { type: "hidden", name: "mention", value: button.dataset.post });
    box.append(hidden);
    box.querySelector("ul")?.remove();
    text.focus();
}

text?.addEventListener("input", offer);
box?.addEventListener("click", (event) => {
    const button = event.target.closest("[data-post]");
    if (button) call(button);
});
