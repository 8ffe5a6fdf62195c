import type { DetectedFace } from '../../api/detect';
import { adviceOf, brightnessWord, sharpnessWord, useObjectUrl } from '../../camera';
import { problemText, t } from '../../i18n';
import { can } from '../../session';
import { Button, Meter } from '../../ui';
import { personPath } from '../people/paths';
import { PhotoState } from './PhotoStrip';
import styles from './register.module.css';
import type { TakenPhoto } from './usePhotos';

const Quality = ({ face }: { face: DetectedFace }) => {
  const { brightness, sharpness } = face.quality;
  const rows = [
    { label: t('face.brightness'), value: brightness, word: brightnessWord(brightness) },
    { label: t('face.sharpness'), value: sharpness, word: sharpnessWord(sharpness) },
  ];
  return (
    <dl class={styles.quality}>
      {rows.map(({ label, value, word }) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>
            <Meter share={value / 100} label={label} />
            <span>{word}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
};

const Refusal = ({ photo, collection }: { photo: TakenPhoto; collection: string }) => {
  const { problem, check } = photo;
  if (!problem) {
    const advice = typeof check === 'string' ? undefined : adviceOf(check);
    return advice ? <p>{advice}</p> : null;
  }
  return (
    <div role="alert">
      <p>{problemText(problem)}</p>
      {problem.detail && <p class={styles.small}>{problem.detail}</p>}
      {problem.personId && can('get_person') && (
        <a href={personPath(problem.personId, collection)}>{t('register.openPerson')}</a>
      )}
    </div>
  );
};

/** One photo in large, in place of the camera's picture. It is not mirrored: it is what is sent. */
export const PhotoStill = ({ photo, alt }: { photo: TakenPhoto; alt: string }) => {
  const url = useObjectUrl(photo.blob);
  return <div class={styles.still}>{url && <img src={url} alt={alt} width={640} height={480} />}</div>;
};

interface DetailsProps {
  photo: TakenPhoto;
  collection: string;
}

export const PhotoDetails = ({ photo, collection }: DetailsProps) => {
  const face = typeof photo.check === 'string' ? undefined : photo.check.faces[0];
  return (
    <div class={styles.details}>
      <PhotoState photo={photo} />
      <Refusal photo={photo} collection={collection} />
      {face && <Quality face={face} />}
    </div>
  );
};

interface ActionsProps {
  photo: TakenPhoto;
  full: boolean;
  onRetake: () => void;
  onNext: () => void;
}

export const PhotoActions = ({ photo, full, onRetake, onNext }: ActionsProps) => (
  <div class={styles.reviewActions}>
    <Button icon={photo.source === 'camera' ? 'refresh' : 'trash'} onClick={onRetake}>
      {t(photo.source === 'camera' ? 'register.retake' : 'person.remove')}
    </Button>
    {!full && (
      <Button variant="secondary" icon="camera" onClick={onNext}>
        {t('register.another')}
      </Button>
    )}
  </div>
);
