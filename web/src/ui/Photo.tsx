import { useEffect, useState } from 'preact/hooks';
import { cx, px } from './cx';
import { Icon } from './icons';
import styles from './Photo.module.css';

export interface PhotoProps {
  /** Fetches the picture; asked again whenever `source` changes. */
  load: ((signal: AbortSignal) => Promise<Blob>) | undefined;
  source: string;
  alt: string;
  /** Side of the square in CSS pixels; without it the photo takes the width of what it stands in. */
  size?: number;
  round?: boolean;
}

/** A row that is only scrolled past asks for nothing. */
const SETTLE_MS = 90;

/** A picture behind credentials: fetched as a blob, shown by an object URL that goes with the component. */
export const Photo = ({ load, source, alt, size, round }: PhotoProps) => {
  const [url, setUrl] = useState<string>();
  const [failed, setFailed] = useState(false);

  useEffect(() => {
    setUrl(undefined);
    setFailed(false);
    if (!load) return undefined;
    const abort = new AbortController();
    let made: string | undefined;
    const timer = setTimeout(() => {
      load(abort.signal).then(
        (blob) => {
          if (abort.signal.aborted) return;
          made = URL.createObjectURL(blob);
          setUrl(made);
        },
        () => {
          if (!abort.signal.aborted) setFailed(true);
        },
      );
    }, SETTLE_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
      if (made) URL.revokeObjectURL(made);
    };
  }, [source]);

  const box = size === undefined ? {} : { width: px(size), height: px(size) };
  const waiting = load && !url && !failed;
  return (
    <span class={cx(styles.photo, round && styles.round, waiting && styles.waiting)} style={box}>
      {url ? (
        <img
          src={url}
          alt={alt}
          width={size ?? 256}
          height={size ?? 256}
          onError={() => {
            setUrl(undefined);
            setFailed(true);
          }}
        />
      ) : (
        !waiting && <Icon name="user" size={size ? Math.round(size * 0.55) : 40} />
      )}
    </span>
  );
};
