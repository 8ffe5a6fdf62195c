import { useEffect, useId, useState } from 'preact/hooks';
import { controlClass, Field, useDebounced } from '../../ui';

interface SuggestedProps {
  label: string;
  placeholder: string;
  value: string;
  onValue: (value: string) => void;
  suggestions: readonly string[];
}

const TYPING_MS = 350;

/** A text that is mostly one of those that were seen, and may be another one. */
export const Suggested = ({ label, placeholder, value, onValue, suggestions }: SuggestedProps) => {
  const [typed, setTyped] = useState(value);
  const settled = useDebounced(typed.trim(), TYPING_MS);
  const list = useId();
  useEffect(() => {
    if (settled !== value) onValue(settled);
  }, [settled]);
  useEffect(() => {
    if (value !== typed.trim()) setTyped(value);
  }, [value]);
  return (
    <Field label={label}>
      {(wiring) => (
        <>
          <input
            {...wiring}
            class={controlClass}
            type="text"
            list={list}
            autocomplete="off"
            spellcheck={false}
            placeholder={placeholder}
            value={typed}
            onInput={(event) => setTyped(event.currentTarget.value)}
          />
          <datalist id={list}>
            {suggestions.map((one) => (
              <option key={one} value={one} />
            ))}
          </datalist>
        </>
      )}
    </Field>
  );
};
