import { useEffect, useRef, useState } from 'preact/hooks';
import { asApiError } from '../../../api/errors';
import { getPerson, mergePeople, type Person, type PersonWithFaces } from '../../../api/people';
import { useAction, useResource } from '../../../data';
import { plural, t } from '../../../i18n';
import { Banner, Button, Checkbox, ErrorBanner, Skeleton, TextInput, toast } from '../../../ui';
import { ActionDialog } from '../../shared/FormDialog';
import { type Chosen, PersonPicker } from '../../shared/PersonPicker';
import { Comparison } from './Comparison';
import { FACES_MAX, mayMerge, type Plan, planFault, planOf, type Step, stepAfter } from './merge';
import styles from './merge.module.css';

interface MergeDialogProps {
  /** Whose page it is. */
  person: Person;
  onMerged: (merged: PersonWithFaces) => void;
  onClose: () => void;
}

const SKELETON = 320;

/** What a merge does, in the order in which it matters. */
const Effects = ({ plan: { into, from } }: { plan: Plan }) => (
  <ul class={styles.effects}>
    <li dir="auto">{plural('merge.faces', from.face_count, { from: from.name, into: into.name })}</li>
    <li dir="auto">{t('merge.kept', { into: into.name })}</li>
    <li dir="auto">{t('merge.gone', { from: from.name, id: from.id })}</li>
    <li>{t('merge.forGood')}</li>
  </ul>
);

/** Two records of one person become one: chosen, compared, confirmed, and confirmed again where the faces differ. */
export const MergeDialog = ({ person, onMerged, onClose }: MergeDialogProps) => {
  const { collection } = person;
  const [chosen, setChosen] = useState<Chosen>();
  const [swapped, setSwapped] = useState(false);
  const [typed, setTyped] = useState('');
  const [step, setStep] = useState<Step>('choose');
  const [sure, setSure] = useState(false);
  const again = useRef<HTMLDivElement>(null);

  const other = useResource(
    async (signal) => (chosen ? (await getPerson(chosen.id, collection, signal)).person : undefined),
    [chosen?.id, collection],
  );
  const plan = other.data && planOf(person, other.data, swapped);
  const fault = plan && planFault(plan);
  const ready = mayMerge(plan, { step, typed, sure });

  // What was said of one pair or direction says nothing of another.
  useEffect(() => {
    setTyped('');
    setSure(false);
    setStep('choose');
  }, [chosen?.id, swapped]);

  // The button that was pressed cannot be pressed now, and would take the focus with it.
  useEffect(() => {
    if (step === 'unlike') again.current?.querySelector('input')?.focus();
  }, [step]);

  const merge = useAction(async () => {
    if (!plan || !ready) return;
    try {
      const merged = await mergePeople(plan.into.id, collection, plan.from.id, step === 'unlike');
      toast(t('merge.done', { from: plan.from.name, into: plan.into.name }));
      onMerged(merged);
    } catch (error) {
      setStep(stepAfter(asApiError(error)));
      throw error;
    }
  });

  return (
    <ActionDialog
      wide
      tone="danger"
      title={t('merge.dialog')}
      action={t(step === 'unlike' ? 'merge.force' : 'merge.action')}
      disabled={!ready}
      submit={merge}
      onClose={onClose}
      errorTitle={step === 'unlike' ? t('merge.unlike') : undefined}
      after={
        step === 'unlike' && (
          <div ref={again}>
            <Checkbox label={t('merge.sure')} checked={sure} onValue={setSure} />
          </div>
        )
      }
    >
      {step === 'choose' && (
        <PersonPicker
          collection={collection}
          chosen={chosen}
          onChoose={(next) => {
            merge.clear();
            setChosen(next);
          }}
          error={undefined}
          label={t('merge.whom')}
          except={person.id}
          autofocus
        />
      )}
      {other.error && <ErrorBanner problem={other.error} onRetry={other.reload} />}
      {chosen && other.loading && <Skeleton height={SKELETON} />}
      {plan && <Comparison plan={plan} />}
      {plan && step === 'choose' && (
        <>
          <div>
            <Button
              icon="refresh"
              disabled={merge.busy}
              onClick={() => {
                merge.clear();
                setSwapped(!swapped);
              }}
            >
              {t('merge.swap')}
            </Button>
          </div>
          {fault ? (
            <Banner tone="danger" title={t(`merge.fault.${fault}`, { max: FACES_MAX })} />
          ) : (
            <>
              <Effects plan={plan} />
              <TextInput
                label={t('merge.typed', { id: plan.from.id })}
                value={typed}
                onValue={setTyped}
                autocomplete="off"
                autocapitalize="off"
                dir="auto"
              />
            </>
          )}
        </>
      )}
    </ActionDialog>
  );
};
