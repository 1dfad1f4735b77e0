// The lists "which file is which" follow the files as they arrive and go.
const uploads = document.querySelector("[data-uploads]");
const lists = [...document.querySelectorAll("select[data-needed]")];

function follow() {
    const files = [...uploads.querySelectorAll("[name=kept_piece]")].map((field) => [field.value, field.closest("li").querySelector("[data-name]").textContent]);
    for (const list of lists) {
        const known = [...list.options].slice(1).map((option) => option.value);
        if (JSON.stringify(known) === JSON.stringify(files.map(([ticket]) => ticket))) continue;
        const chosen = list.value;
        list.options.length = 1;
        for (const [ticket, name] of files) list.add(new Option(name, ticket, false, ticket === chosen));
    }
}
new MutationObserver(follow).observe(uploads, { childList: true, subtree: true });
