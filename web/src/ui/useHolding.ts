import { useEffect, useState } from 'preact/hooks';

export interface Reading {
  /** Of an element right above the list. */
  mark: (element: HTMLDivElement | null) => void;
  holding: boolean;
  /** Of an element round the list. */
  watch: {
    onFocusCapture: () => void;
    onBlurCapture: (event: FocusEvent & { currentTarget: HTMLElement }) => void;
  };
  toTop: () => void;
}

/**
 * Whether somebody is reading further down: the mark above the list has left the window at its top, or the focus is
 * within the list. What came then would move what is read.
 */
export const useHolding = (): Reading => {
  // State, not a ref: the mark may come and go while the hook stays, as within a tab.
  const [element, setElement] = useState<HTMLElement | null>(null);
  const [away, setAway] = useState(false);
  const [focused, setFocused] = useState(false);

  useEffect(() => {
    if (!element) return undefined;
    const observer = new IntersectionObserver(([entry]) => {
      if (entry) setAway(!entry.isIntersecting && entry.boundingClientRect.top < 0);
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
      // Nobody reads a list that has gone.
      setAway(false);
      setFocused(false);
    };
  }, [element]);

  const watch = {
    onFocusCapture: () => setFocused(true),
    onBlurCapture: (event: FocusEvent & { currentTarget: HTMLElement }) =>
      setFocused(event.currentTarget.contains(event.relatedTarget as Node | null)),
  };
  const toTop = () => {
    const active = document.activeElement;
    if (focused && active instanceof HTMLElement) active.blur();
    element?.scrollIntoView({ block: 'center' });
  };
  return { mark: setElement, holding: away || focused, watch, toTop };
};
