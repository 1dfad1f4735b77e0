// Speaks to the agent on this computer (diwan_agent.py): pairs with it, lists the keys of the card, has them sign.
// Pages that wait for signatures carry data-agent-relay; the page of keys carries data-agent.
(() => {
    const TOKEN = "diwan.agent";
    const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
    const hex = (buffer) => Array.from(new Uint8Array(buffer), (b) => b.toString(16).padStart(2, "0")).join("");
    const sha256 = async (octets) => hex(await crypto.subtle.digest("SHA-256", octets));

    class Agent {
        constructor(address) {
            this.address = address;
        }
        async call(path, said) {
            const headers = { "Content-Type": "application/json" };
            const token = localStorage.getItem(TOKEN);
            if (token) headers.Authorization = `Bearer ${token}`;
            const options = said ? { method: "POST", body: JSON.stringify(said) } : {};
            let answer;
            try {
                answer = await fetch(this.address + path, { ...options, headers });
            } catch {
                throw new Error("silent");
            }
            const told = await answer.json();
            if (!answer.ok) throw new Error(told.error);
            return told;
        }
        async pair(code) {
            localStorage.setItem(TOKEN, (await this.call("/pair", { code })).token);
        }
        sign(certificate, documents) {
            return this.call("/sign", { certificate, documents });
        }
    }

    async function post(url, said) {
        const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
        const headers = {
            "Content-Type": "application/json",
            Accept: "application/json",
            "X-CSRFToken": token,
            "Idempotency-Key": crypto.randomUUID(),
        };
        const answer = await fetch(url, { method: "POST", headers, body: JSON.stringify(said) });
        const told = await answer.json();
        if (!answer.ok) throw new Error(told.message);
        return told;
    }

    function words(place, error) {
        const known = place.querySelector(`[data-says="${CSS.escape(error.message)}"]`);
        return known ? known.textContent : error.message;
    }

    async function keysPage(place) {
        const agent = new Agent(place.dataset.agent);
        const show = (name) => {
            for (const part of place.querySelectorAll("[data-part]")) part.hidden = part.dataset.part !== name;
        };
        const problem = place.querySelector("[data-problem]");
        const tried = async (act) => {
            problem.hidden = true;
            try {
                await act();
            } catch (error) {
                if (error.message === "pair") return show("pair");
                if (error.message === "silent") show("silent");
                problem.textContent = words(place, error);
                problem.hidden = false;
            }
        };
        async function list() {
            await agent.call("/status");
            const { certificates } = await agent.call("/certificates");
            const box = place.querySelector("[data-keys]");
            box.replaceChildren();
            for (const text of certificates) {
                const row = place.querySelector("template").content.cloneNode(true);
                row.querySelector("[data-fingerprint]").textContent = (await sha256(bytes(text))).slice(0, 16);
                row.querySelector("button").addEventListener("click", () => tried(() => take(text, certificates)));
                box.append(row);
            }
            show("keys");
        }
        async function take(text, all) {
            const nonce = place.dataset.nonce;
            const digest = await sha256(new TextEncoder().encode(nonce));
            const title = place.dataset.title;
            const { signatures } = await agent.sign(await sha256(bytes(text)), [{ title, digest }]);
            const certificates = [text, ...all.filter((one) => one !== text)].slice(0, 8);
            await post(place.dataset.take, { nonce, certificates, signature: signatures[digest] });
            location.assign(place.dataset.back);
        }
        place.querySelector("[data-pair]").addEventListener("submit", (event) => {
            event.preventDefault();
            tried(async () => {
                await agent.pair(new FormData(event.target).get("code"));
                await list();
            });
        });
        place.querySelector("[data-again]").addEventListener("click", () => tried(list));
        await tried(list);
    }

    // What waits for the card is signed and given back, until nothing waits; the page says how far it is.
    async function relay(place) {
        const agent = new Agent(place.dataset.agentAddress);
        const titles = JSON.parse(place.dataset.titles || "{}");
        const answer = await fetch(place.dataset.agentRelay, { headers: { Accept: "application/json" } });
        const { waiting } = await answer.json();
        const keys = Map.groupBy ? Map.groupBy(waiting, (one) => one.key) : new Map();
        if (!Map.groupBy) for (const one of waiting) keys.set(one.key, [...(keys.get(one.key) || []), one]);
        for (const [key, asked] of keys) {
            const documents = asked.map(({ digest }) => ({ digest, title: titles[digest] || place.dataset.title || "" }));
            const { signatures } = await agent.sign(asked[0].fingerprint, documents);
            await post(place.dataset.agentRelay, { key, signatures });
        }
        place.dispatchEvent(new CustomEvent("diwan:signed", { bubbles: true, detail: { count: waiting.length } }));
    }

    for (const place of document.querySelectorAll("[data-agent]")) keysPage(place);
    document.addEventListener("click", async (event) => {
        const place = event.target.closest("button")?.closest("[data-agent-relay]");
        if (!place) return;
        const problem = place.querySelector("[data-problem]");
        try {
            await relay(place);
            if (problem) problem.hidden = true;
        } catch (error) {
            if (!problem) return;
            problem.textContent = words(place, error);
            problem.hidden = false;
        }
    });
})();
