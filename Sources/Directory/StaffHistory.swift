import Accounts
import Identity

/// What was so until a moment each, the earliest first, and what has been so since the last of them. It is written down as
/// it changes, so that when it was so and when the records said so are one time.
package struct Succession<Value: Hashable & Sendable>: Hashable, Sendable {
    package struct Former: Hashable, Sendable {
        package let value: Value
        /// The first moment at which it was so no longer.
        package let until: Instant

        package init(_ value: Value, until: Instant) {
            self.value = value
            self.until = until
        }
    }

    package var former: [Former]
    package let current: Value?

    package init(former: [Former] = [], current: Value?) {
        self.former = former
        self.current = current
    }

    package func value(at moment: Instant) -> Value? { former.first { moment < $0.until }?.value ?? current }
}

/// How a member of staff was called at whatever time, and whether they could use their account: what a city answers for.
/// How they were reached then, nobody keeps.
package struct StaffHistory: Hashable, Sendable {
    package var names: Succession<String>
    package var usernames: Succession<Username>
    /// The earliest first; none of a time at which nobody said that they work here.
    package var states: [Spell]

    /// A time in one state.
    package struct Spell: Hashable, Sendable {
        package let state: StaffState
        package let period: Period

        package init(_ state: StaffState, _ period: Period) {
            self.state = state
            self.period = period
        }
    }

    package init(names: Succession<String>, usernames: Succession<Username>, states: [Spell] = []) {
        self.names = names
        self.usernames = usernames
        self.states = states
    }

    /// Of two who were found to be one, each had a state: whoever of them worked here, did.
    package func state(at moment: Instant) -> StaffState? {
        let states = states.filter { $0.period.contains(moment) }.map(\.state)
        return states.contains(.active) ? .active : states.last
    }
}
