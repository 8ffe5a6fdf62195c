import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { asApiError } from '../../api/errors';
import { closeReview, type Review, reviewPhoto, type Verdict } from '../../api/reviews';
import { useAction } from '../../data';
import { formatDateTime, maybe, t } from '../../i18n';
import { can } from '../../session';
import { Badge, Button, clampClass, ErrorBanner, Photo, SimilarityScale, Time } from '../../ui';
import { personPath } from '../people/paths';
import { PersonPhoto } from '../shared/PersonPhoto';
import { ChooseDialog } from './ChooseDialog';
import styles from './review.module.css';

interface ReviewCardProps {
  review: Review;
  onClosed: (review: Review, message: string) => void;
  /** Somebody else was faster, or the person has gone. */
  onGone: (review: Review) => void;
  onMove: (by: 1 | -1) => void;
}

const PHOTO = 320;
const NOT_THERE = new Set(['changed_meanwhile', 'not_found']);
const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement && target.closest('input, select, textarea, dialog') !== null;

/** What a button says, after the key that does the same. */
const Answer = ({ digit, text }: { digit: string; text: string }) => (
  <span class={clampClass}>
    <span class={styles.key} aria-hidden="true">
      {digit}
    </span>
    {text}
  </span>
);

/** A verification near its threshold: both pictures, and the question who it is. */
export const ReviewCard = ({ review, onClosed, onGone, onMove }: ReviewCardProps) => {
  const { review_id: id, person, collection, decision, similarity, threshold, at } = review;
  const name = person.name ?? person.id;
  const title = useId();
  const [choosing, setChoosing] = useState(false);

  const answer = useAction(async (verdict: Verdict, other?: { id: string; name: string }) => {
    try {
      await closeReview(id, verdict, other?.id);
    } catch (caught) {
      if (!NOT_THERE.has(asApiError(caught).code)) throw caught;
      onGone(review);
      return;
    }
    onClosed(
      review,
      verdict === 'nobody'
        ? t('review.closedNobody')
        : t('review.closedAdded', { name: other?.name ?? name }),
    );
  });
  const fault = useRef<HTMLDivElement>(null);
  useEffect(() => fault.current?.scrollIntoView({ block: 'nearest' }), [answer.error]);
  const act: Record<string, () => void> = {
    1: () => answer.run('same_person'),
    2: () => setChoosing(true),
    3: () => answer.run('nobody'),
    ArrowDown: () => onMove(1),
    ArrowRight: () => onMove(1),
    ArrowUp: () => onMove(-1),
    ArrowLeft: () => onMove(-1),
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.repeat || isTyping(event.target)) return;
    const wanted = act[event.key];
    if (!wanted || (!can('close_review') && /\d/.test(event.key))) return;
    event.preventDefault();
    wanted();
  };
  const error = answer.error;
  const advice = error && maybe(`review.advice.${error.code}`);

  return (
    <article
      class={styles.card}
      data-review={id}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: where the keys for the answers work
      tabIndex={0}
      aria-labelledby={title}
      onKeyDown={onKeyDown}
    >
      <header class={styles.head}>
        <h2 id={title} class={clampClass}>
          {t(decision === 'match' ? 'review.recognised' : 'review.nearest')} <bdi dir="auto">{name}</bdi>
        </h2>
        <p class={styles.meta}>
          <Badge
            tone={decision === 'match' ? 'success' : 'neutral'}
            icon={decision === 'match' ? 'check' : 'close'}
          >
            {t(`outcome.${decision}`)}
          </Badge>
          <Time at={at} />
          <span>{collection}</span>
        </p>
      </header>
      <div class={styles.pictures}>
        <figure>
          <Photo
            source={id}
            load={can('get_review_photo') ? (signal) => reviewPhoto(id, PHOTO, signal) : undefined}
            alt={t('review.probeAlt', { at: formatDateTime(at) })}
          />
          <figcaption>{t('review.probe')}</figcaption>
        </figure>
        <figure>
          <PersonPhoto
            id={person.id}
            collection={collection}
            pixels={PHOTO}
            alt={t('review.registeredAlt', { name })}
          />
          <figcaption>
            <a href={personPath(person.id, collection)}>{t('review.registered')}</a>
          </figcaption>
        </figure>
      </div>
      <div class={styles.question}>
        <SimilarityScale similarity={similarity} threshold={threshold} reached={decision === 'match'} />
        {can('close_review') && (
          <div class={styles.answers}>
            <Button variant="primary" wide busy={answer.busy} onClick={() => answer.run('same_person')}>
              <Answer digit="1" text={t('review.same', { name })} />
            </Button>
            <Button wide disabled={answer.busy} onClick={() => setChoosing(true)}>
              <Answer digit="2" text={t('review.somebodyElse')} />
            </Button>
            <Button wide disabled={answer.busy} onClick={() => answer.run('nobody')}>
              <Answer digit="3" text={t('review.nobody')} />
            </Button>
          </div>
        )}
      </div>
      {error && (
        <div class={styles.fault} ref={fault}>
          <ErrorBanner problem={error} title={t('review.notAdded')} />
          {advice && <p>{advice}</p>}
          {error.personId && <a href={personPath(error.personId, collection)}>{t('review.toOther')}</a>}
        </div>
      )}
      {choosing && (
        <ChooseDialog
          collection={collection}
          not={person.id}
          onClose={() => setChoosing(false)}
          onChoose={(other) => {
            setChoosing(false);
            answer.run('other_person', other);
          }}
        />
      )}
    </article>
  );
};
