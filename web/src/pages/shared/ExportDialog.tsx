import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useAction } from '../../data';
import { t } from '../../i18n';
import { Banner, Button, Dialog, ErrorBanner, Meter } from '../../ui';

interface ExportDialogProps {
  title: string;
  /** Makes the file and hands it over. False: something is left to be read here, so the dialog stays. */
  run: (signal: AbortSignal) => Promise<boolean>;
  progress: { share: number; text: string };
  /** What the file that was made lacks. */
  warning: { title: string; text: string } | undefined;
  children: ComponentChildren;
  onClose: () => void;
}

/** Says what will be in a file and makes it; closing it ends the work. */
export const ExportDialog = (props: ExportDialogProps) => {
  const { title, run, progress, warning, children, onClose } = props;
  const abort = useRef<AbortController | undefined>(undefined);
  useEffect(() => () => abort.current?.abort(), []);
  const action = useAction(async () => {
    abort.current = new AbortController();
    if (await run(abort.current.signal)) onClose();
  });
  return (
    <Dialog
      title={title}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t(warning ? 'action.close' : 'action.cancel')}</Button>
          {!warning && (
            <Button variant="primary" icon="download" busy={action.busy} onClick={() => action.run()}>
              {t('export.start')}
            </Button>
          )}
        </>
      }
    >
      {children}
      {action.busy && (
        <div role="status">
          <Meter share={progress.share} label={t('export.progress')} />
          <p>{progress.text}</p>
        </div>
      )}
      {warning && (
        <Banner tone="warning" title={warning.title}>
          {warning.text}
        </Banner>
      )}
      {action.error && <ErrorBanner problem={action.error} />}
    </Dialog>
  );
};
