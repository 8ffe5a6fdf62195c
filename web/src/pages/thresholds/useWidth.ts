import { useLayoutEffect, useRef, useState } from 'preact/hooks';

/** The width that an element has, in pixels: charts are drawn for it, so that their texts keep their size. */
export const useWidth = <Element extends HTMLElement>() => {
  const ref = useRef<Element>(null);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return undefined;
    setWidth(element.clientWidth);
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return { ref, width };
};
