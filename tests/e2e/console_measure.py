"""What a page costs whoever uses it, measured by the browser itself: paints, shifts, long tasks, frames, interactions."""

LAYOUT_SHIFT_MAX = 0.1  # "Good", by Core Web Vitals.

# Runs before the page's own scripts.
HELPERS = """
window.seen = {shift: 0, blocked: 0, longest: 0, lcp: 0, slowest: 0};
const watch = (type, note, options = {}) =>
  new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({type, buffered: true, ...options});
watch('layout-shift', (entry) => { if (!entry.hadRecentInput) seen.shift += entry.value; });
watch('longtask', ({duration}) => {
  seen.blocked += Math.max(0, duration - 50);
  seen.longest = Math.max(seen.longest, duration);
});
watch('largest-contentful-paint', ({startTime}) => { seen.lcp = startTime; });
// An interaction, as INP counts it: from the input to the next paint.
watch('event', ({duration, interactionId}) => { if (interactionId) seen.slowest = Math.max(seen.slowest, duration); },
      {durationThreshold: 16});
// Resolves in the frame in which it has become true, which is then drawn.
window.until = (holds, patience = 30_000) => new Promise((resolve, reject) => {
  const end = performance.now() + patience;
  const look = (now) => {
    const found = holds();
    if (found) resolve(found);
    else if (now > end) reject(new Error(`not within ${patience} ms: ${holds}`));
    else requestAnimationFrame(look);
  };
  look(0);
});
"""


def heap_mb(page):
    """Memory of the page's scripts after its garbage was collected, and how many nodes its documents have."""
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    session.send("Performance.enable")
    found = {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}
    session.detach()
    return found["JSHeapUsedSize"] / 1e6, int(found["Nodes"])


def paints(page):
    """First and largest contentful paint, layout shift and total blocking time since the page was begun."""
    return page.evaluate("({...seen, fcp: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0})")


def slow_network(page, latency_ms=0, kbit_s=0):
    """The page's way to the server from now on; returns what changes it again."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")

    def change(latency_ms=latency_ms, kbit_s=kbit_s, offline=False):
        rate = kbit_s * 1000 / 8 if kbit_s else -1
        way = {"offline": offline, "latency": latency_ms, "downloadThroughput": rate, "uploadThroughput": rate}
        session.send("Network.emulateNetworkConditions", way)

    change()
    return change
