// Files sent as soon as they are chosen, each on its own line: how far it is, paused, gone on with, removed. What arrived is
// a hidden field `kept_piece` of the form. Without this script the field of files is sent with the form.
import { memory } from "./memory.js";

const AT_ONCE = 2; // files on the way at the same time: more share the same line

class Uploader {
    constructor(place) {
        this.place = place;
        this.form = place.closest("form");
        this.input = place.querySelector("input[type=file]");
        this.list = place.querySelector("[data-uploads]");
        this.rows = [];
        for (const item of this.list.querySelectorAll("[data-kept]")) this.adopt(item);
        this.input.addEventListener("change", () => this.take());
        const drop = place.querySelector(".drop");
        for (const name of ["dragenter", "dragover"]) drop.addEventListener(name, () => drop.classList.add("is-over"));
        for (const name of ["dragleave", "drop"]) drop.addEventListener(name, () => drop.classList.remove("is-over"));
        this.form.addEventListener("submit", (event) => this.hold(event));
        this.restore();
        this.take(); // chosen on a slow line before this script came
    }

    take() {
        const files = [...this.input.files];
        this.input.value = ""; // they do not travel with the form
        if (files.length) this.add(files);
    }

    word(name, values = {}) {
        const text = this.words ??= Object.fromEntries(
            [...this.place.querySelector("[data-words]").content.children].map((word) => [word.dataset.word, word.textContent]),
        );
        return text[name].replace(/\{(\w+)\}/g, (_, key) => (key === "name" ? apart(values.name) : values[key] ?? ""));
    }

    tell(text) {
        this.place.querySelector("[data-said]").textContent = text;
    }

    csrf() {
        return this.form.querySelector("[name=csrfmiddlewaretoken]").value;
    }

    // A piece that came back with the form: its box becomes a button.
    adopt(item) {
        const row = new Row(this, item.querySelector("[data-name]").textContent, item);
        const box = item.querySelector("[type=checkbox]");
        box.classList.add("is-quiet");
        const buttons = this.place.querySelector("[data-row]").content.querySelector(".upload-buttons").cloneNode(true);
        for (const button of buttons.querySelectorAll("[data-pause], [data-go]")) button.remove();
        item.querySelector(".upload-name").after(buttons);
        row.listen();
        row.state = "done";
        this.rows.push(row);
    }

    add(files) {
        const refused = [];
        for (const file of files) {
            const waiting = this.rows.find((row) => row.state === "interrupted" && row.name === file.name && row.size === file.size);
            if (waiting) {
                if (memory.find(file) !== waiting.url) memory.forget(waiting.url); // changed since: another file
                waiting.close();
            }
            if (this.rows.some((row) => row.file && row.name === file.name && row.size === file.size && row.file.lastModified === file.lastModified)) continue;
            if (this.rows.length >= Number(this.place.dataset.most)) refused.push(this.word("many", { most: this.place.dataset.most }));
            else if (!file.size) refused.push(this.word("empty", { name: file.name }));
            else if (file.size > Number(this.place.dataset.size)) refused.push(this.word("large", { name: file.name, most: Number(this.place.dataset.size) / 1e6 }));
            else this.rows.push(new Row(this, file.name, null, file));
        }
        this.tell([...new Set(refused)].join(" "));
        this.next();
    }

    next() {
        const free = AT_ONCE - this.rows.filter((row) => row.moving).length;
        for (const row of this.rows.filter((one) => one.state === "waiting").slice(0, Math.max(0, free))) row.start();
        if (this.wanted && this.rows.every((row) => row.state === "done")) {
            const submitter = this.wanted.isConnected ? this.wanted : null;
            this.wanted = null;
            this.form.requestSubmit(submitter);
        }
    }

    // The form waits for its files, and goes by itself once they are there.
    hold(event) {
        const open = this.rows.filter((row) => row.state !== "done");
        if (!open.length) {
            memory.forgetHere();
            return;
        }
        event.preventDefault();
        event.stopPropagation();
        const stuck = open.find((row) => ["bad", "paused", "interrupted"].includes(row.state));
        this.wanted = stuck ? null : event.submitter ?? this.form.querySelector("[type=submit]");
        this.tell(this.word(stuck ? "first" : "then"));
        (stuck ?? open[0]).item.scrollIntoView({ block: "nearest" });
    }

    // After the page was loaded again: what had arrived is back, what had not says how to go on.
    async restore() {
        for (const entry of memory.here()) {
            const answer = await fetch(entry.url, { headers: { Accept: "application/json" } }).catch(() => null);
            if (!answer) return;
            if (!answer.ok) { memory.forget(entry.url); continue; }
            const said = await answer.json();
            if (this.rows.some((row) => row.url === entry.url || (row.file && row.name === entry.name && row.size === entry.size))) continue;
            const row = new Row(this, entry.name);
            Object.assign(row, { size: entry.size, url: entry.url, sent: said.offset });
            this.rows.push(row);
            if (said.ticket) row.keep(said);
            else row.show("interrupted");
        }
    }
}

class Row {
    constructor(uploader, name, item = null, file = null) {
        Object.assign(this, { uploader, name, file, size: file?.size ?? 0, sent: 0, url: file ? memory.find(file) : "" });
        this.item = item ?? uploader.place.querySelector("[data-row]").content.firstElementChild.cloneNode(true);
        if (item) return;
        this.part("name").textContent = name;
        this.part("progress").setAttribute("aria-label", uploader.word("progress", { name }));
        uploader.list.append(this.item);
        this.listen();
        this.show("waiting");
    }

    part(name) {
        return this.item.querySelector(`[data-${name}]`);
    }

    listen() {
        this.part("pause")?.addEventListener("click", () => this.pause());
        this.part("go")?.addEventListener("click", () => { this.show("waiting"); this.part("pause").focus(); this.uploader.next(); });
        this.part("remove").addEventListener("click", () => this.remove());
        for (const name of ["pause", "go", "remove"]) this.part(name)?.setAttribute("aria-label", `${this.part(name).textContent} ${this.name}`);
    }

    get moving() {
        return ["sending", "broken", "checking"].includes(this.state);
    }

    show(state, text = "") {
        const changed = this.state !== state;
        this.state = state;
        const percent = this.size ? Math.floor((100 * this.sent) / this.size) : 0;
        const values = { name: this.name, percent: apart(`${percent} %`), sent: amount(this.sent), size: amount(this.size) };
        this.part("state").textContent = text || this.uploader.word(state, values);
        this.part("progress").value = percent;
        if (!changed) return;
        this.item.classList.toggle("is-done", state === "done");
        this.item.classList.toggle("is-bad", state === "bad");
        this.part("progress").hidden = ["done", "bad"].includes(state);
        this.part("pause").hidden = !["waiting", "sending", "broken"].includes(state);
        this.part("go").hidden = state !== "paused" && !(state === "bad" && this.again);
    }

    async start() {
        this.show("sending");
        const [{ Transfer, Refused }, hash] = [await import("./tus.js"), this.hash ??= fingerprint(this.uploader.place.dataset.hasher, this.file)];
        if (this.state !== "sending") return; // paused or removed meanwhile
        this.transfer = new Transfer({
            file: this.file,
            endpoint: this.uploader.place.dataset.endpoint,
            csrf: () => this.uploader.csrf(),
            url: this.url,
            say: (state) => { this.sent = this.transfer.sent; if (this.moving) this.show(state); },
            kept: () => { this.url = this.transfer.url; memory.keep({ url: this.url, file: this.file, sent: this.transfer.sent }); },
        });
        try {
            const said = await this.transfer.run();
            this.url = this.transfer.url;
            const ours = await hash;
            if (this.removed) return;
            if (!ours) this.fail("unread");
            else if (ours !== said.sha256) { this.transfer.forget(); this.fail("differs"); }
            else this.keep(said, true);
        } catch (error) {
            if (error.name === "AbortError") return;
            const known = error instanceof Refused;
            this.again = known && error.status >= 500;
            if (known && error.message) this.fail("refused", error.message);
            else this.fail(!known ? "unread" : error.status === 403 ? "expired" : "failed");
        } finally {
            this.uploader.next();
        }
    }

    keep(said, told = false) {
        const field = document.createElement("input");
        Object.assign(field, { type: "hidden", name: "kept_piece", value: said.ticket });
        this.item.append(field);
        Object.assign(this, { sent: said.size, size: said.size });
        this.part("name").textContent = said.name;
        this.part("hash").textContent = said.sha256;
        this.part("hash").hidden = false;
        this.show("done");
        if (told) this.uploader.tell(this.uploader.word("received", { name: said.name }));
    }

    fail(word, reason = "") {
        const text = reason || this.uploader.word(word);
        if (!this.again) memory.forget(this.url);
        this.uploader.wanted = null; // the form waits for a decision now
        this.show("bad", text);
        this.uploader.tell(this.uploader.word("refused", { name: this.name, reason: text }));
    }

    pause() {
        this.transfer?.stop();
        this.show("paused");
        this.uploader.wanted = null;
        this.part("go").focus();
        this.uploader.next();
    }

    remove() {
        if (this.transfer) this.transfer.forget();
        else if (this.url) fetch(this.url, { method: "DELETE", headers: { "X-CSRFToken": this.uploader.csrf(), "Tus-Resumable": "1.0.0" } }).catch(() => {});
        const focus = (this.item.nextElementSibling ?? this.item.previousElementSibling)?.querySelector("[data-remove]") ?? this.uploader.input;
        this.close();
        focus.focus();
        this.uploader.tell(this.uploader.word("removed", { name: this.name }));
        this.uploader.next();
    }

    // Take the line away; what was received stays where it is.
    close() {
        this.removed = true;
        if (this.state !== "interrupted") memory.forget(this.url);
        this.item.remove();
        this.uploader.rows = this.uploader.rows.filter((row) => row !== this);
    }
}

function fingerprint(script, file) {
    return new Promise((done) => {
        const worker = new Worker(script, { type: "module" });
        const end = (hash) => { worker.terminate(); done(hash); };
        worker.addEventListener("message", ({ data }) => end(data));
        worker.addEventListener("error", () => end(""));
        worker.postMessage(file);
    });
}

// As the pages write it: Latin digits, a point, and kept in one piece inside Arabic.
function amount(bytes) {
    const [number, unit] = bytes < 999.5 ? [bytes, "B"] : bytes < 999500 ? [bytes / 1e3, "kB"] : [bytes / 1e6, "MB"];
    return apart(`${unit === "B" || number >= 100 ? Math.round(number) : number.toFixed(1)} ${unit}`);
}

// What <bdi> does, in a sentence that is plain text.
function apart(text) {
    return `\u2068${text}\u2069`;
}

for (const place of document.querySelectorAll("[data-uploader]")) new Uploader(place);
