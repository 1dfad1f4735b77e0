// A signature drawn with the finger, the pen or the mouse, sent as a picture.
(() => {
    const canvas = document.querySelector("[data-draw]");
    if (!canvas) return;
    const form = canvas.closest("form");
    const field = form.querySelector("[name=drawn]");
    const pen = canvas.getContext("2d");
    pen.lineWidth = 4;
    pen.lineCap = pen.lineJoin = "round";
    pen.strokeStyle = "#123a7a";
    let drawing = false;
    const at = (event) => {
        const box = canvas.getBoundingClientRect();
        return [((event.clientX - box.left) * canvas.width) / box.width, ((event.clientY - box.top) * canvas.height) / box.height];
    };
    canvas.addEventListener("pointerdown", (event) => {
        drawing = true;
        canvas.setPointerCapture(event.pointerId);
        pen.beginPath();
        pen.moveTo(...at(event));
    });
    canvas.addEventListener("pointermove", (event) => {
        if (!drawing) return;
        pen.lineTo(...at(event));
        pen.stroke();
    });
    for (const end of ["pointerup", "pointercancel"])
        canvas.addEventListener(end, () => {
            if (drawing) field.value = canvas.toDataURL("image/png");
            drawing = false;
        });
    form.querySelector("[data-wipe]").addEventListener("click", () => {
        pen.clearRect(0, 0, canvas.width, canvas.height);
        field.value = "";
    });
})();
