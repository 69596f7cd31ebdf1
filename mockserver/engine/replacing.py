"""Replacing: an action that puts a list in the place of what is stored."""

from __future__ import annotations

from mockserver.engine.call import Call
from mockserver.engine.clause import keeps
from mockserver.engine.creation import Outcomes, create_one
from mockserver.engine.message import Refusal
from mockserver.engine.outcome import Draft, Shown
from mockserver.engine.refuse import refused
from mockserver.engine.rules.fields import unfit
from mockserver.engine.rules.identity import taken
from mockserver.engine.rules.references import unsound
from mockserver.engine.rules.replacement import elements_by, present, renewed
from mockserver.engine.rules.scope import drop_with_children, parent_of
from mockserver.engine.state import State
from mockserver.model.api import Api


@keeps("replace-all.all-or-nothing")
def replace_all(api: Api, state: State, call: Call) -> Outcomes:
    """Put the list that was sent in the place of the parent's children, all of it or nothing."""
    resource, word = api.resources[call.operation.resource], call.operation.replacement
    assert word is not None
    parent = parent_of(api, state, call, resource)
    if isinstance(parent, Refusal):
        return refused(api, state, parent)
    draft, added = Draft(api, state), []
    draft.cite(call.operation.rules, "replace-all.exact", "replace-all.all-or-nothing")
    elements, stored = elements_by(word, call.item), present(draft, resource, word, parent)
    gone = [former for value, former in stored.items() if value not in elements]
    drop_with_children(api, draft, *gone)
    for value, item in elements.items():
        if wrong := unfit(resource, item):
            return refused(api, state, wrong)
        if value in stored:
            same = renewed(draft, resource, stored[value], item)
            if clash := taken(draft, resource, same):
                return refused(api, state, clash)
            draft.put(same)
            continue
        key = create_one(api, draft, resource, parent, item, call, outermost=False)
        if isinstance(key, Refusal):
            return refused(api, state, key)
        added.append(key)
    if resource.checked and (wrong := unsound(api, draft)):
        return refused(api, state, wrong)
    shown = Shown(operation=call.operation, parent=parent, added=tuple(added))
    return (draft.done(call.operation, shown),)
