import type { ComponentChildren } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { t } from '../i18n';
import { Button, cx, Icon } from '../ui';
import styles from './camera.module.css';

/** Phones offer their own camera here, too. */
const ACCEPT = 'image/*,.heic,.heif';

interface FilesButtonProps {
  multiple: boolean;
  onFiles: (files: File[]) => void;
  /** The only way to a photo here, and not one beside the camera. */
  main: boolean;
}

export const FilesButton = ({ multiple, onFiles, main }: FilesButtonProps) => {
  const input = useRef<HTMLInputElement>(null);
  const label = t(multiple ? 'camera.files' : 'camera.file');
  const choose = () => input.current?.click();
  return (
    <>
      {main ? (
        <Button variant="primary" icon="image" onClick={choose}>
          {label}
        </Button>
      ) : (
        <button type="button" class={styles.sideButton} aria-label={label} title={label} onClick={choose}>
          <Icon name="image" size={22} />
          <span class={styles.sideText}>{label}</span>
        </button>
      )}
      <input
        ref={input}
        type="file"
        hidden
        multiple={multiple}
        accept={ACCEPT}
        onChange={(event) => {
          const files = [...(event.currentTarget.files ?? [])];
          event.currentTarget.value = '';
          if (files.length > 0) onFiles(files);
        }}
      />
    </>
  );
};

interface DropAreaProps {
  onFiles: (files: File[]) => void;
  class?: string | undefined;
  label: string;
  children: ComponentChildren;
}

const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;

/** Takes files that are dropped on it, and says so while one is held over it. */
export const DropArea = ({ onFiles, class: className, label, children }: DropAreaProps) => {
  const [over, setOver] = useState(false);
  return (
    <section
      class={cx(styles.drop, className)}
      aria-label={label}
      onDragOver={(event) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false);
      }}
      onDrop={(event) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        setOver(false);
        onFiles([...(event.dataTransfer?.files ?? [])]);
      }}
    >
      {children}
      {over && (
        <div class={styles.dropHint}>
          <Icon name="image" size={28} />
          <span>{t('camera.dropHere')}</span>
        </div>
      )}
    </section>
  );
};
