// One stream a browser, shared by its tabs: the tab that holds the lock listens, and tells the
// others. A tab that comes to the front takes the lock over, since phones put hidden tabs to sleep.
const LOCK = "quita-chat";
const shared = "locks" in navigator && "BroadcastChannel" in window;

export class Stream {
  constructor(cursor, handle) {
    Object.assign(this, { cursor, handle, source: null, failures: 0, timer: 0, ended: false, queued: false });
    this.tabs = shared ? new BroadcastChannel(LOCK) : null;
    this.tabs?.addEventListener("message", ({ data }) => this.told(data));
  }

  start() {
    if (!shared) return this.listen();
    this.lead(document.visibilityState === "visible");
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") this.lead(true);
    });
    addEventListener("pageshow", () => this.lead(true));
  }

  async lead(steal) {
    if (this.source || this.ended || (!steal && this.queued)) return;
    if (!steal) this.queued = true;
    try {
      await navigator.locks.request(LOCK, steal ? { steal: true } : {}, () => {
        if (!steal) this.queued = false;
        this.handle("catchup");
        this.listen();
        return new Promise((resolve) => (this.release = resolve));
      });
    } catch {
      // Another tab took it.
    }
    this.hush();
    this.lead(false); // waits until that tab is closed
  }

  listen() {
    this.hush();
    this.source = new EventSource(`/chat/events?after=${this.cursor}`);
    this.source.addEventListener("open", () => {
      this.failures = 0;
      this.pass("online");
    });
    for (const kind of ["message", "typing", "held"]) {
      this.source.addEventListener(kind, (event) => this.pass(kind, JSON.parse(event.data)));
    }
    this.source.addEventListener("error", () => this.failed());
  }

  // A refusal (too many reconnections, no session) ends an EventSource for good: come again later.
  failed() {
    this.pass("offline");
    if (this.source?.readyState !== EventSource.CLOSED) return;
    const wait = Math.min(30000, 1500 * 2 ** this.failures++) * (0.75 + Math.random() / 2);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.source && this.listen(), wait);
    this.handle("refused");
  }

  hush() {
    clearTimeout(this.timer);
    this.source?.close();
    this.source = null;
  }

  end() {
    this.ended = true;
    this.hush();
    this.release?.();
  }

  // Hears something itself, and tells the other tabs.
  pass(kind, data) {
    this.tabs?.postMessage({ kind, data });
    this.told({ kind, data });
  }

  tell(kind, data) {
    this.tabs?.postMessage({ kind, data });
  }

  told({ kind, data }) {
    if (kind === "message") {
      if (data.seq <= this.cursor) return;
      this.cursor = data.seq;
    }
    this.handle(kind, data);
  }
}
