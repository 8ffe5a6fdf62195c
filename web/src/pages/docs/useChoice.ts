import { useEffect, useState } from 'preact/hooks';

const read = (): string => {
  try {
    return decodeURIComponent(location.hash.slice(1));
  } catch {
    return '';
  }
};

/**
 * What the address names behind its hash. The router of the console knows of paths only and leaves the history without
 * an event where the navigation's own link takes the hash away: so every click is looked at, too.
 */
export const useChoice = (): string => {
  const [choice, setChoice] = useState(read);
  useEffect(() => {
    const update = () => {
      const next = read();
      // The link that skips the navigation leads to a place in this page.
      if (next === '' || !document.getElementById(next)) setChoice(next);
    };
    const afterClick = () => setTimeout(update);
    addEventListener('hashchange', update);
    addEventListener('popstate', update);
    addEventListener('click', afterClick);
    return () => {
      removeEventListener('hashchange', update);
      removeEventListener('popstate', update);
      removeEventListener('click', afterClick);
    };
  }, []);
  return choice;
};
