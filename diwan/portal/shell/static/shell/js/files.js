// Files dropped on a file field, listed, and taken out one by one. What is sent stays in the native field.
export function drops(root) {
    for (const place of root.querySelectorAll(".drop[data-drop]")) {
        const input = place.querySelector("input[type=file]");
        const list = place.querySelector("[data-drop-list]");
        if (!input || !list || place.dataset.ready) continue;
        place.dataset.ready = "yes";

        const show = () => list.replaceChildren(...[...input.files].map((file, at) => line(file, () => keep(input, [...input.files].filter((_, n) => n !== at)), place.dataset.remove)));
        const take = () => {
            if (input.multiple) keep(input, merged(place.files ?? [], [...input.files]));
            place.files = [...input.files];
            show();
        };
        input.addEventListener("change", take);
        if (input.files.length) take(); // chosen on a slow line before this script came
        // The field covers the place, so dropping is the browser's own; only the look is ours.
        for (const name of ["dragenter", "dragover"]) place.addEventListener(name, () => place.classList.add("is-over"));
        for (const name of ["dragleave", "drop"]) place.addEventListener(name, () => place.classList.remove("is-over"));

        function keep(field, files) {
            const transfer = new DataTransfer();
            for (const file of files) transfer.items.add(file);
            field.files = transfer.files;
            place.files = files;
            show();
        }
    }
}

// Choosing again adds; the same file (name, size, date) counts once.
function merged(before, added) {
    const id = (file) => `${file.name}/${file.size}/${file.lastModified}`;
    const known = new Set(before.map(id));
    return [...before, ...added.filter((file) => !known.has(id(file)))];
}

function line(file, remove, word) {
    const item = document.createElement("li");
    const name = document.createElement("bdi");
    name.textContent = file.name;
    const size = document.createElement("small");
    const amount = document.createElement("bdi");
    amount.textContent = file.size < 1e6 ? `${Math.max(1, Math.round(file.size / 1e3))} kB` : `${(file.size / 1e6).toFixed(1)} MB`;
    size.append(amount);
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = word;
    button.setAttribute("aria-label", `${word} ${file.name}`);
    button.addEventListener("click", remove);
    item.append(name, size, button);
    return item;
}
