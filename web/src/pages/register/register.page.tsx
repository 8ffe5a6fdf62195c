import { useEffect, useRef, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { DEFAULT_COLLECTION } from '../../api/people';
import { t } from '../../i18n';
import { Button, Card, ErrorBanner, Page } from '../../ui';
import { useCollectionIds } from '../shared/useCollectionIds';
import { backToStart } from '../start/guide';
import { Capture } from './Capture';
import { readConsent } from './consent';
import { DetailsForm } from './DetailsForm';
import { Done } from './Done';
import { DuplicateDialog } from './DuplicateDialog';
import { EMPTY_FORM, faultsOf, type PersonForm } from './form';
import styles from './register.module.css';
import { isUsable, usePhotos } from './usePhotos';
import { useRegistration } from './useRegistration';

/** What keeps the photos from being sent. */
const photosFault = (photos: ReturnType<typeof usePhotos>['photos']): string | undefined => {
  if (photos.length === 0) return t('register.noPhoto');
  // A refusal is told beside its photo.
  return photos.every((photo) => photo.problem || isUsable(photo)) ? undefined : t('register.badPhoto');
};

const Register = () => {
  const { query } = useLocation();
  const [collection, setCollection] = useState(query.collection ?? DEFAULT_COLLECTION);
  const [form, setForm] = useState<PersonForm>(EMPTY_FORM);
  const [consent, setConsent] = useState(readConsent);
  const [attempts, setAttempts] = useState(0);
  const element = useRef<HTMLFormElement>(null);
  const photos = usePhotos();
  const collections = useCollectionIds();
  const registration = useRegistration({ form, photos, collection, consentVersion: consent.version });

  const faults = attempts > 0 ? faultsOf(form) : {};
  const fault = attempts > 0 ? photosFault(photos.photos) : undefined;
  const { error } = registration;
  // What is said beside a photo or a field is not said twice.
  const elsewhere =
    error?.code === 'already_exists' || photos.photos.some((photo) => photo.problem === error);

  useEffect(() => {
    if (attempts === 0) return;
    const field = element.current?.querySelector<HTMLElement>('[aria-invalid=true]');
    if (field) field.focus();
    else element.current?.querySelector('[data-fault]')?.scrollIntoView({ block: 'center' });
  }, [attempts]);

  const submit = (event: Event) => {
    event.preventDefault();
    setAttempts((before) => before + 1);
    if (Object.keys(faultsOf(form)).length > 0) return;
    // A photo that the server refused may go along again when something else was changed; it will say so.
    const refused = photos.photos.some((photo) => !isUsable({ ...photo, problem: undefined }));
    if (photos.photos.length > 0 && !refused) registration.register();
  };

  const another = () => {
    registration.reset();
    photos.clear();
    setForm(EMPTY_FORM);
    setAttempts(0);
  };

  if (registration.done) {
    const checks = photos.photos.flatMap(({ check }) => (typeof check === 'string' ? [] : [check]));
    return (
      <Page title={t('register.title')} narrow {...backToStart(query)}>
        <Done registered={registration.done} checks={checks} onAnother={another} />
      </Page>
    );
  }
  return (
    <Page title={t('register.title')} {...backToStart(query)}>
      <form ref={element} class={styles.columns} onSubmit={submit} noValidate>
        <Capture photos={photos} collection={collection} error={fault} />
        <Card>
          <DetailsForm
            form={form}
            onForm={(change) => setForm((before) => ({ ...before, ...change }))}
            faults={faults}
            idTaken={error?.code === 'already_exists'}
            collection={collection}
            collections={collections}
            onCollection={setCollection}
            consent={consent}
            onConsent={setConsent}
          />
          <div class={styles.submit}>
            {error && !elsewhere && <ErrorBanner problem={error} />}
            <Button type="submit" variant="primary" wide busy={registration.busy}>
              {t('register.action')}
            </Button>
          </div>
        </Card>
      </form>
      {registration.duplicate && (
        <DuplicateDialog
          problem={registration.duplicate}
          name={form.name.trim()}
          photos={photos.photos}
          collection={collection}
          onAdded={(result) => {
            registration.closeDuplicate();
            registration.finish({ result, added: true });
          }}
          onAnyway={registration.registerAnyway}
          onClose={registration.closeDuplicate}
        />
      )}
    </Page>
  );
};

export default Register;
