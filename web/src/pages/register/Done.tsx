import { useEffect, useRef } from 'preact/hooks';
import type { Detection } from '../../api/detect';
import { facePhoto } from '../../api/people';
import { brightnessWord, sharpnessWord } from '../../camera';
import { plural, t } from '../../i18n';
import { can } from '../../session';
import { announce, Badge, Button, ButtonLink, Card, clampClass, Facts, Mono, Photo } from '../../ui';
import { personPath } from '../people/paths';
import styles from './register.module.css';
import type { Registered } from './useRegistration';

const PHOTO = 128;

interface DoneProps {
  registered: Registered;
  /** What was said of the photos that were sent. */
  checks: readonly Detection[];
  onAnother: () => void;
}

/** Of several photos the best one speaks for them: recognition goes by it most. */
const qualityOf = (checks: readonly Detection[]): string | undefined => {
  const faces = checks.flatMap((check) => check.faces.slice(0, 1));
  const best = faces.sort((a, b) => b.quality.sharpness - a.quality.sharpness)[0];
  if (!best) return undefined;
  const { brightness, sharpness } = best.quality;
  return `${sharpnessWord(sharpness)} · ${brightnessWord(brightness)}`;
};

export const Done = ({ registered, checks, onAnother }: DoneProps) => {
  const { person, faces } = registered.result;
  const heading = useRef<HTMLHeadingElement>(null);
  const title = t(registered.added ? 'register.done.added' : 'register.done.title', { name: person.name });
  // The server lists the newest face last.
  const face = registered.added ? faces[faces.length - 1] : faces[0];
  const quality = qualityOf(checks);

  useEffect(() => {
    heading.current?.focus();
    announce(title);
    scrollTo({ top: 0 });
  }, []);

  return (
    <Card>
      <div class={styles.done}>
        <Photo
          source={face?.face_id ?? ''}
          load={
            can('get_face_photo') && face
              ? (signal) => facePhoto(person.id, person.collection, face.face_id, PHOTO * 2, signal)
              : undefined
          }
          alt=""
          size={PHOTO}
          round
        />
        <div class={styles.doneText}>
          <Badge tone="success" icon="check">
            {t(registered.added ? 'register.done.badgeAdded' : 'register.done.badge')}
          </Badge>
          <h2 ref={heading} class={clampClass} tabIndex={-1} dir="auto">
            {title}
          </h2>
          <p class={styles.note}>{t('register.done.lead')}</p>
        </div>
        <div class={styles.doneFacts}>
          <Facts
            items={[
              [t('person.photos'), plural('person.photoCount', person.face_count)],
              ...(quality ? [[t('register.done.quality'), quality] as const] : []),
              [t('person.consentTitle'), t(person.consent ? 'person.consent' : 'person.noConsent')],
              [t('person.collection'), <bdi key="collection">{person.collection}</bdi>],
              [t('person.id'), <Mono key="id" text={person.id} />],
            ]}
          />
        </div>
        <div class={styles.doneActions}>
          {can('get_person') && (
            <ButtonLink href={personPath(person.id, person.collection)} icon="user">
              {t('register.openPerson')}
            </ButtonLink>
          )}
          <Button variant="primary" icon="register" onClick={onAnother}>
            {t('register.next')}
          </Button>
        </div>
      </div>
    </Card>
  );
};
