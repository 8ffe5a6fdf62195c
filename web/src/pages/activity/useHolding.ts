import { useEffect, useRef, useState } from 'preact/hooks';

/**
 * Whether somebody is reading further down: the mark above the list has left the window at its top, or the focus is
 * within the list. What came then would move what is read.
 */
export const useHolding = () => {
  const mark = useRef<HTMLDivElement>(null);
  const [away, setAway] = useState(false);
  const [focused, setFocused] = useState(false);

  useEffect(() => {
    const element = mark.current;
    if (!element) return undefined;
    const observer = new IntersectionObserver(([entry]) => {
      if (entry) setAway(!entry.isIntersecting && entry.boundingClientRect.top < 0);
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const watch = {
    onFocusCapture: () => setFocused(true),
    onBlurCapture: (event: FocusEvent & { currentTarget: HTMLElement }) =>
      setFocused(event.currentTarget.contains(event.relatedTarget as Node | null)),
  };
  const toTop = () => {
    const active = document.activeElement;
    if (focused && active instanceof HTMLElement) active.blur();
    mark.current?.scrollIntoView({ block: 'center' });
  };
  return { mark, holding: away || focused, watch, toTop };
};
