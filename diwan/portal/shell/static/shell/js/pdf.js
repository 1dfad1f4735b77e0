// A PDF in the page: pages drawn as they come into view, with their text over them so that it can be selected and read aloud.
const STEPS = [0.5, 0.75, 1, 1.25, 1.5, 2, 3];

export async function show(figure) {
    if (figure.dataset.ready) return;
    figure.dataset.ready = "yes";
    const part = (name) => figure.querySelector(`[data-pdf-${name}]`);
    const pages = part("pages");
    try {
        const pdfjs = await import(figure.dataset.pdfLibrary);
        pdfjs.GlobalWorkerOptions.workerSrc = figure.dataset.pdfWorker;
        const file = await pdfjs.getDocument({ url: figure.dataset.pdf, useWasm: false, useSystemFonts: true }).promise;
        part("count").textContent = file.numPages;
        const first = await file.getPage(1);
        const wide = first.getViewport({ scale: 1 }).width;
        pages.classList.add("is-shown");
        const fit = () => Math.max(0.3, (pages.clientWidth - 32) / wide);
        let zoom = Math.min(fit(), 1.4);
        let watcher;

        async function layOut() {
            watcher?.disconnect();
            const places = [];
            for (let number = 1; number <= file.numPages; number++) {
                const place = document.createElement("div");
                place.className = "pdf-page";
                place.dataset.number = number;
                const size = first.getViewport({ scale: zoom }); // mended when the page is drawn, if its size differs
                measure(place, size);
                places.push(place);
            }
            pages.replaceChildren(...places);
            watcher = new IntersectionObserver((seen) => {
                for (const { isIntersecting, target } of seen) {
                    if (!isIntersecting || target.dataset.drawn) continue;
                    target.dataset.drawn = "yes";
                    draw(pdfjs, file, target, zoom);
                }
            }, { root: pages, rootMargin: "300px" });
            places.forEach((place) => watcher.observe(place));
        }

        pages.addEventListener("scroll", () => {
            const middle = pages.scrollTop + pages.clientHeight / 2;
            const at = [...pages.children].findLast((place) => place.offsetTop - pages.offsetTop <= middle);
            if (at) part("page").textContent = at.dataset.number;
        }, { passive: true });
        part("smaller").addEventListener("click", () => { zoom = STEPS.findLast((step) => step < zoom - 0.01) ?? STEPS[0]; layOut(); });
        part("larger").addEventListener("click", () => { zoom = STEPS.find((step) => step > zoom + 0.01) ?? STEPS.at(-1); layOut(); });
        part("tools").hidden = false;
        await layOut();
        keepPlace(figure, pages);
    } catch (error) {
        console.warn("PDF", error);
        part("failed").hidden = false;
    }
}

// Coming back to a document, one finds the place where one was. Its address changes each time; its page and its rank do not.
function keepPlace(figure, pages) {
    const name = `pdf:${location.pathname}#${[...document.querySelectorAll("[data-pdf]")].indexOf(figure)}`;
    pages.scrollTop = Number(sessionStorage.getItem(name) ?? 0);
    addEventListener("pagehide", () => sessionStorage.setItem(name, pages.scrollTop));
}

function measure(place, size) {
    place.style.inlineSize = `${Math.floor(size.width)}px`;
    place.style.blockSize = `${Math.floor(size.height)}px`;
}

async function draw(pdfjs, file, place, zoom) {
    const page = await file.getPage(Number(place.dataset.number));
    const size = page.getViewport({ scale: zoom });
    measure(place, size);
    place.style.setProperty("--total-scale-factor", zoom);
    place.style.setProperty("--scale-factor", zoom);
    const canvas = document.createElement("canvas");
    const dense = Math.min(window.devicePixelRatio || 1, 2);
    canvas.width = Math.floor(size.width * dense);
    canvas.height = Math.floor(size.height * dense);
    canvas.style.inlineSize = `${Math.floor(size.width)}px`;
    canvas.style.blockSize = `${Math.floor(size.height)}px`;
    canvas.setAttribute("aria-hidden", "true");
    const text = document.createElement("div");
    text.className = "textLayer";
    place.replaceChildren(canvas, text);
    await page.render({ canvas, viewport: size, transform: dense === 1 ? null : [dense, 0, 0, dense, 0, 0] }).promise;
    await new pdfjs.TextLayer({ textContentSource: page.streamTextContent(), container: text, viewport: size }).render();
}
