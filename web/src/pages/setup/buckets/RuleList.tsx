import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { type Resource, useAction } from '../../../data';
import { t } from '../../../i18n';
import { Banner, Button, Card, EmptyState, ErrorBanner, type IconName, Skeleton, toast } from '../../../ui';
import shared from '../../shared/shared.module.css';

interface RuleListProps<Rule> {
  /** What the rules are about: the prefix of their messages. */
  about: 'cors' | 'notifications';
  icon: IconName;
  stored: Resource<Rule[]>;
  mayPut: boolean;
  /** What a rule begins as. */
  blank: Rule;
  isWhole: (rule: Rule) => boolean;
  /** Resolves with the rules as they were stored. */
  onSave: (rules: readonly Rule[]) => Promise<readonly Rule[]>;
  children: (rule: Rule, onRule: (rule: Rule) => void) => ComponentChildren;
}

/** The rules of a bucket, which are stored all at once. */
export const RuleList = <Rule,>(props: RuleListProps<Rule>) => {
  const { about, icon, stored, mayPut, blank, isWhole, onSave, children } = props;
  const [rules, setRules] = useState<readonly Rule[]>([]);
  const [changed, setChanged] = useState(false);
  const [tried, setTried] = useState(false);
  useEffect(() => {
    if (stored.data) setRules(stored.data);
  }, [stored.data]);

  const change = (next: readonly Rule[]) => {
    setRules(next);
    setChanged(true);
  };
  const whole = rules.every(isWhole);
  const save = useAction(async () => {
    setRules(await onSave(rules));
    setChanged(false);
    toast(t(`${about}.saved`));
  });

  if (stored.error) return <ErrorBanner problem={stored.error} onRetry={stored.reload} />;
  if (!stored.data) return <Skeleton height={220} />;
  return (
    <div class={shared.form}>
      <p class={shared.note}>
        {t(`${about}.lead`)} {!mayPut && t('setup.adminOnly')}
      </p>
      {rules.length === 0 && (
        <Card flush>
          <EmptyState icon={icon} title={t(`${about}.none`)}>
            {t(`${about}.noneLead`)}
          </EmptyState>
        </Card>
      )}
      <fieldset class={shared.form} disabled={!mayPut}>
        <legend class="visually-hidden">{t(`buckets.view.${about}`)}</legend>
        {rules.map((rule, at) => (
          <Card
            key={at}
            title={t('setup.rule', { number: at + 1 })}
            actions={
              mayPut && (
                <Button
                  variant="quiet"
                  icon="trash"
                  onClick={() => change(rules.filter((_, index) => index !== at))}
                >
                  {t('setup.remove')}
                </Button>
              )
            }
          >
            {children(rule, (next) => change(rules.map((one, index) => (index === at ? next : one))))}
          </Card>
        ))}
      </fieldset>
      {tried && !whole && <Banner tone="danger">{t(`${about}.incomplete`)}</Banner>}
      {save.error && <ErrorBanner problem={save.error} />}
      {mayPut && (
        <div class={shared.row}>
          <Button icon="plus" onClick={() => change([...rules, blank])}>
            {t('setup.addRule')}
          </Button>
          {changed && (
            <Button
              variant="primary"
              busy={save.busy}
              onClick={() => {
                setTried(true);
                if (whole) save.run();
              }}
            >
              {t('action.save')}
            </Button>
          )}
        </div>
      )}
    </div>
  );
};
