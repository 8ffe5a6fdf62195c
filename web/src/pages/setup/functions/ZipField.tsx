import { useRef } from 'preact/hooks';
import { formatBytes, t } from '../../../i18n';
import { Button, Clip, Field } from '../../../ui';
import styles from '../../shared/shared.module.css';
import { ZIP_BYTES_MAX } from './paths';

interface ZipFieldProps {
  file: File | undefined;
  onFile: (file: File) => void;
  error: string | undefined;
}

export const zipFault = (file: File | undefined): string | undefined => {
  if (!file) return t('functions.noZip');
  if (!/\.zip$/i.test(file.name)) return t('functions.notZip');
  return file.size > ZIP_BYTES_MAX
    ? t('functions.zipTooLarge', { max: formatBytes(ZIP_BYTES_MAX) })
    : undefined;
};

export const ZipField = ({ file, onFile, error }: ZipFieldProps) => {
  const input = useRef<HTMLInputElement>(null);
  return (
    <Field label={t('functions.zip')} hint={t('functions.zipHint')} error={error}>
      {(wiring) => (
        <div class={styles.row}>
          <input
            {...wiring}
            ref={input}
            type="file"
            class="visually-hidden"
            tabIndex={-1}
            accept=".zip,application/zip"
            onChange={(event) => {
              const [chosen] = event.currentTarget.files ?? [];
              if (chosen) onFile(chosen);
            }}
          />
          <Button icon="upload" onClick={() => input.current?.click()}>
            {t('functions.chooseZip')}
          </Button>
          {file && (
            <span class={styles.names}>
              <Clip text={file.name} />
              <span class={styles.sub}>{formatBytes(file.size)}</span>
            </span>
          )}
        </div>
      )}
    </Field>
  );
};
