// An earlier depositor chosen: their fields are filled, and the keyboard goes on to the subject.
document.addEventListener("click", (event) => {
    const chosen = event.target.closest("[data-fill]");
    if (!chosen) return;
    const form = chosen.closest("form");
    for (const { name, value } of chosen.attributes) {
        const field = name.startsWith("data-") && form.elements[name.slice(5)];
        if (field) field.value = value;
    }
    form.elements.subject.focus();
    document.getElementById("depositors").replaceChildren();
});
