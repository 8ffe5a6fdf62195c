import { useEffect, useRef, useState } from 'preact/hooks';

/** Whether the element has come near the part of the page that is seen; stays true from then on. */
export const useSeen = <Node extends Element>() => {
  const ref = useRef<Node>(null);
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    const { current } = ref;
    if (!current || seen) return undefined;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) setSeen(true);
      },
      { rootMargin: '200px' },
    );
    observer.observe(current);
    return () => observer.disconnect();
  }, [seen]);
  return { ref, seen };
};
