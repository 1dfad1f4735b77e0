// The editor of a letter: Quill held to our own vocabulary, saved by itself, never over what somebody else wrote.
const PAUSE = 2500; // ms after the last key
const AGAIN = 10000; // ms before a save that failed is tried again

const { Attributor, Scope } = Quill["import"]("parchment");
// What our HTML says of a paragraph is an attribute, not a class of the editor: see text/writing.py.
for (const [name, key, whitelist] of [
    ["align", "data-align", ["center", "end", "justify"]],
    ["direction", "dir", ["rtl", "ltr"]],
    ["numbered", "data-numbered", ["yes"]],
]) {
    Quill.register(`formats/${name}`, new Attributor(name, key, { scope: Scope.BLOCK, whitelist }), true);
}
const FORMATS = ["bold", "italic", "underline", "header", "list", "indent", "align", "direction", "numbered", "table"];

const form = document.querySelector("[data-draft-form]");
const said = form.querySelector("[data-save-state]");
const state = { timer: 0, saving: null, dirty: false, conflict: false };
const editors = [...form.querySelectorAll("[data-text]")].map(open);

function open(field) {
    const sheet = field.querySelector("[data-editor]");
    const lines = field.querySelector("[data-lines]");
    const html = field.querySelector("[data-html]");
    const quill = new Quill(sheet, { formats: FORMATS, modules: { toolbar: false, table: true, history: { userOnly: true } } });
    // Tab leaves the editor, but in lists and tables, where it means something.
    const tabs = quill.keyboard.bindings.Tab ?? [];
    quill.keyboard.bindings.Tab = tabs.filter((binding) => binding.format);
    quill.setContents(quill.clipboard.convert({ html: html.value }), "silent");
    quill.history.clear();
    quill.root.setAttribute("role", "textbox");
    quill.root.setAttribute("aria-multiline", "true");
    quill.root.setAttribute("aria-labelledby", `label-${field.dataset.text}`);
    quill.root.setAttribute("spellcheck", "true");
    sheet.hidden = false;
    lines.hidden = true;
    lines.disabled = true;
    html.disabled = false;
    html.value = quill.root.innerHTML;
    const tools = field.querySelector("[data-tools]");
    tools.hidden = false;
    tools.addEventListener("click", (event) => {
        const tool = event.target.closest("button");
        if (tool) use(quill, tool);
        show(quill, tools);
    });
    quill.on("editor-change", () => show(quill, tools));
    quill.on("text-change", () => {
        html.value = quill.root.innerHTML;
        changed();
    });
    return { quill, html };
}

function use(quill, tool) {
    const { format, value, table } = tool.dataset;
    quill.focus();
    if (format) {
        const wanted = value === undefined ? true : Number(value) || value;
        const stands = quill.getFormat()[format] === wanted;
        quill.format(format, stands ? false : wanted, "user");
    } else if (table) {
        const tables = quill.getModule("table");
        const acts = {
            insert: () => tables.insertTable(3, 3),
            row: () => tables.insertRowBelow(),
            column: () => tables.insertColumnRight(),
            "drop-row": () => tables.deleteRow(),
            "drop-column": () => tables.deleteColumn(),
        };
        acts[table]();
    } else if ("undo" in tool.dataset) quill.history.undo();
    else if ("redo" in tool.dataset) quill.history.redo();
}

function show(quill, tools) {
    const range = quill.getSelection();
    const stands = range ? quill.getFormat(range) : {};
    for (const tool of tools.querySelectorAll("[data-format]")) {
        const { format, value } = tool.dataset;
        const on = value === undefined ? Boolean(stands[format]) : String(stands[format]) === value;
        tool.setAttribute("aria-pressed", String(on));
    }
    for (const tool of tools.querySelectorAll("[data-table]")) tool.disabled = tool.dataset.table !== "insert" && !stands.table;
}

// --- saving ----------------------------------------------------------------------------------------------------------

function changed() {
    state.dirty = true;
    if (state.conflict) return;
    said.textContent = form.dataset.unsaved;
    clearTimeout(state.timer);
    state.timer = setTimeout(save, PAUSE);
}

async function save({ leaving = false } = {}) {
    if (state.conflict || !state.dirty) return;
    if (state.saving) {
        await state.saving;
        return save({ leaving });
    }
    state.dirty = false;
    said.textContent = form.dataset.saving;
    state.saving = send(leaving);
    await state.saving;
    state.saving = null;
}

async function send(leaving) {
    const words = new FormData(form);
    words.set("idempotency_key", crypto.randomUUID());
    words.set("automatic", "on");
    try {
        const answer = await fetch(form.action, { method: "POST", body: words, headers: { Accept: "application/json" }, keepalive: leaving });
        if (answer.status === 409) return conflict(await answer.json());
        if (!answer.ok) throw new Error(answer.status);
        const { version, left_out: leftOut } = await answer.json();
        form.querySelector("[data-base]").value = version;
        form.querySelector("[data-version-shown]").textContent = version;
        said.textContent = form.dataset.saved;
        const line = form.querySelector("[data-left-out-line]");
        if (leftOut.length) {
            line.textContent = `${form.dataset.leftOut} ${leftOut.join(", ")}`;
            line.hidden = false;
        }
        if (!leaving) refresh();
    } catch {
        state.dirty = true;
        said.textContent = form.dataset.lost;
        clearTimeout(state.timer);
        state.timer = setTimeout(save, AGAIN);
    }
}

function conflict({ message }) {
    state.conflict = true;
    state.dirty = true;
    said.textContent = form.dataset.unsaved;
    const box = form.querySelector("[data-conflict]");
    box.querySelector("[data-conflict-words]").textContent = message;
    box.hidden = false;
    box.scrollIntoView({ block: "center" });
}

// The page beside the text, as the version just saved prints it.
function refresh() {
    const preview = document.querySelector("[data-preview]");
    if (preview?.offsetParent) htmx.ajax("GET", preview.dataset.preview, { target: "#preview", swap: "innerHTML" });
}

form.querySelector("[name=subject]").addEventListener("input", changed);
form.addEventListener("submit", (event) => {
    clearTimeout(state.timer);
    for (const { quill, html } of editors) html.value = quill.root.innerHTML;
    if (!state.saving) {
        state.dirty = false;
        return;
    }
    event.preventDefault(); // the save under way first: else one would stumble over one's own version
    event.stopImmediatePropagation();
    state.saving.then(() => form.requestSubmit());
}, { capture: true });
document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") save({ leaving: true });
});
addEventListener("beforeunload", (event) => {
    if (state.dirty) event.preventDefault();
});
