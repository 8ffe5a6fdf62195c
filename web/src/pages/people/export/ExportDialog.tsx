import { useEffect, useRef, useState } from 'preact/hooks';
import type { Person } from '../../../api/people';
import { useAction } from '../../../data';
import { plural, t } from '../../../i18n';
import { can } from '../../../session';
import { Banner, Button, Dialog, download, ErrorBanner, Meter, toast } from '../../../ui';
import type { Progress } from './archive';

interface ExportDialogProps {
  person: Person;
  onClose: () => void;
}

const PARTS = [
  ['photos', 'get_face_photo'],
  ['events', 'list_events'],
  ['uploads', 'list_uploads'],
  ['reviews', 'list_reviews'],
] as const;

const shareOf = (progress: Progress) =>
  progress.reading === 'photos' && progress.of > 0 ? progress.done / progress.of : 0;

const progressText = (progress: Progress) =>
  progress.reading === 'photos'
    ? t('personExport.photoProgress', { done: progress.done, of: progress.of })
    : t(`personExport.reading.${progress.reading}`);

/** Says what will be in the archive, makes it, and tells what could not be had. */
export const ExportDialog = ({ person, onClose }: ExportDialogProps) => {
  const [progress, setProgress] = useState<Progress>({ reading: 'person' });
  const [missing, setMissing] = useState(0);
  const abort = useRef<AbortController | undefined>(undefined);
  useEffect(() => () => abort.current?.abort(), []);

  const run = useAction(async () => {
    abort.current = new AbortController();
    const { signal } = abort.current;
    const { makeArchive } = await import('./archive');
    const made = await makeArchive({
      id: person.id,
      collection: person.collection,
      signal,
      onProgress: setProgress,
    });
    if (signal.aborted) return;
    download(made.file, made.name);
    toast(t('personExport.done', { file: made.name }));
    if (made.missing.length > 0) setMissing(made.missing.length);
    else onClose();
  });

  const hidden = PARTS.filter(([, operation]) => !can(operation));
  return (
    <Dialog
      title={t('personExport.dialog', { name: person.name })}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t(missing > 0 ? 'action.close' : 'action.cancel')}</Button>
          {missing === 0 && (
            <Button variant="primary" icon="download" busy={run.busy} onClick={() => run.run()}>
              {t('personExport.start')}
            </Button>
          )}
        </>
      }
    >
      <p>{t('personExport.lead')}</p>
      {hidden.length > 0 && (
        <Banner tone="warning" title={t('personExport.notAll')}>
          {hidden.map(([part]) => t(`personExport.part.${part}`)).join(', ')}
        </Banner>
      )}
      <p>{t('personExport.care')}</p>
      {run.busy && (
        <div role="status">
          <Meter share={shareOf(progress)} label={t('personExport.progress')} />
          <p>{progressText(progress)}</p>
        </div>
      )}
      {missing > 0 && (
        <Banner tone="warning" title={plural('personExport.missing', missing)}>
          {t('personExport.missingHint')}
        </Banner>
      )}
      {run.error && <ErrorBanner problem={run.error} />}
    </Dialog>
  );
};
