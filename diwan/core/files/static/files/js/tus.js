// One file sent piece by piece by the tus 1.0 protocol, on a line that may break: after a loss the server is asked how far
// it is, and it goes on from there. Loaded when somebody chooses a file.
const SMALL = 1 << 16, LARGE = 8 << 20; // bytes of a piece: as many as travel in some seconds
const QUICK = 2000, SLOW = 12000; // ms
const LONGEST_WAIT = 30000; // ms between two tries
const LATER = new Set([0, 404, 408, 409, 410, 423, 425, 429, 460, 500, 502, 503, 504, 507]); // worth another try; 0: no answer

export class Refused extends Error {
    constructor(status, message) {
        super(message);
        this.status = status;
    }
}

export class Transfer {
    // `url`: where an earlier try was received, if any. `say(state)` is told "sending", "broken" or "checking".
    constructor({ file, endpoint, csrf, url = "", say, kept }) {
        Object.assign(this, { file, endpoint, csrf, url, say, kept, sent: 0, piece: 4 * SMALL, key: uuid(), stopped: false });
    }

    // Until it is whole: what the server says of it. Throws Refused, or an AbortError once stopped.
    async run() {
        this.stopped = false;
        for (let failures = 0, lost = 0; ; ) {
            try {
                if (!this.url) await this.#begin();
                const whole = await this.#ask();
                if (whole) return whole;
                this.say("sending");
                for (;;) {
                    const answer = await this.#send();
                    failures = 0;
                    if (answer) return answer;
                }
            } catch (error) {
                if (this.stopped) throw new DOMException("stopped", "AbortError");
                if (!(error instanceof Refused)) throw error;
                if (!LATER.has(error.status)) throw error;
                if (error.status === 404 || error.status === 410) {
                    if (++lost > 2) throw error;
                    Object.assign(this, { url: "", sent: 0, key: uuid() });
                }
                if (error.status >= 500 && ++failures > 6 && error.message) throw error; // the server said why: so shall we
                if (!error.status) failures++;
                this.say("broken");
                await this.#pause(Math.min(LONGEST_WAIT, 500 * 2 ** failures) * (0.75 + Math.random() / 2));
            }
        }
    }

    stop() {
        this.stopped = true;
        this.request?.abort();
        this.wake?.();
    }

    // Give up what was sent.
    forget() {
        this.stop();
        if (this.url) request("DELETE", this.url, this.#headers()).catch(() => {});
    }

    #headers() {
        return { "Tus-Resumable": "1.0.0", "X-CSRFToken": this.csrf(), Accept: "application/json" };
    }

    async #begin() {
        const name = btoa(String.fromCharCode(...new TextEncoder().encode(this.file.name)));
        const headers = { ...this.#headers(), "Idempotency-Key": this.key, "Upload-Length": this.file.size, "Upload-Metadata": `filename ${name}` };
        const answer = await this.#request("POST", this.endpoint, headers);
        this.url = answer.getResponseHeader("Location");
        this.kept?.();
    }

    async #ask() {
        const said = JSON.parse((await this.#request("GET", this.url, this.#headers())).responseText);
        this.sent = said.offset;
        this.say("sending");
        return said.ticket ? said : null;
    }

    async #send() {
        const from = this.sent, body = this.file.slice(from, from + this.piece), began = performance.now();
        const headers = { ...this.#headers(), "Upload-Offset": from, "Content-Type": "application/offset+octet-stream" };
        const answer = await this.#request("PATCH", this.url, headers, body, (gone) => {
            this.sent = from + Math.min(gone, body.size);
            this.say(this.sent === this.file.size ? "checking" : "sending");
        });
        this.sent = Number(answer.getResponseHeader("Upload-Offset"));
        this.kept?.();
        const took = performance.now() - began;
        if (took < QUICK) this.piece = Math.min(LARGE, this.piece * 2);
        if (took > SLOW) this.piece = Math.max(SMALL, this.piece / 2);
        return answer.status === 200 ? JSON.parse(answer.responseText) : null;
    }

    #request(method, url, headers, body, moved) {
        if (this.stopped) throw new DOMException("stopped", "AbortError");
        return request(method, url, headers, body, moved, (made) => (this.request = made));
    }

    // Wait, or until the network is back.
    #pause(time) {
        return new Promise((done) => {
            const timer = setTimeout(() => this.wake(), time);
            this.wake = () => {
                clearTimeout(timer);
                removeEventListener("online", this.wake);
                done();
            };
            addEventListener("online", this.wake);
        });
    }
}

// XMLHttpRequest, not fetch: only it tells how much of a body is gone.
function request(method, url, headers, body = null, moved, made) {
    return new Promise((done, failed) => {
        const asked = new XMLHttpRequest();
        made?.(asked);
        asked.open(method, url);
        for (const [name, value] of Object.entries(headers)) asked.setRequestHeader(name, value);
        if (moved) asked.upload.addEventListener("progress", (event) => moved(event.loaded));
        asked.addEventListener("load", () => (asked.status < 300 ? done(asked) : failed(new Refused(asked.status, sentence(asked)))));
        for (const name of ["error", "abort", "timeout"]) asked.addEventListener(name, () => failed(new Refused(0, "")));
        asked.timeout = 10 * 60 * 1000;
        asked.send(body);
    });
}

function sentence(asked) {
    try {
        const { message, advice } = JSON.parse(asked.responseText);
        return [message, advice].filter(Boolean).join(" ");
    } catch {
        return ""; // a page of a proxy
    }
}

// crypto.randomUUID wants TLS, which an office without the internet may lack.
function uuid() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
