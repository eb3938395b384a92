import Audit
import Identity
import Storage
import Synchronization
import Wire

/// What is counted of strangers' refusals until it is written down, once a minute: in memory, so that no request of
/// somebody who is nobody costs a row.
package final class StrangerRefusals: Sendable {
    private let counts = Mutex<[CountedRefusal: Int]>([:])

    /// How many are told apart between two writings; whoever comes from yet other networks is counted together.
    static let limit = 500

    init() {}

    func count(
        _ action: AuditEvent.Action, _ code: String, client: String? = nil, person: PersonID? = nil, _ act: Act
    ) {
        let told = CountedRefusal(action, code, client: client, person: person, act)
        counts.withLock { counts in
            if counts[told] != nil || counts.count < Self.limit {
                counts[told, default: 0] += 1
            } else {
                // Few: one for each action and code, which are ours, and minute.
                counts[told.elsewhere, default: 0] += 1
            }
        }
    }

    /// Takes what was counted.
    func take() -> [CountedRefusal: Int] {
        counts.withLock { counts in
            defer { counts = [:] }
            return counts
        }
    }

    /// Counts again what couldn't be written down.
    func giveBack(_ taken: [CountedRefusal: Int]) {
        counts.withLock { counts in
            for (refusal, number) in taken where counts[refusal] != nil || counts.count < 2 * Self.limit {
                counts[refusal, default: 0] += number
            }
        }
    }
}

extension CountedRefusal {
    init(_ action: AuditEvent.Action, _ code: String, client: String?, person: PersonID?, _ act: Act) {
        let milliseconds = act.now.millisecondsSince1970
        self.init(
            minute: Instant(millisecondsSince1970: milliseconds - milliseconds % 60_000), action: action, code: code,
            network: NetworkPrefix(of: act.origin.address).text, client: client ?? "", person: person?.text ?? "")
    }

    /// The same as one of those that aren't told apart.
    fileprivate var elsewhere: CountedRefusal {
        CountedRefusal(minute: minute, action: action, code: code, network: "*", client: "", person: "")
    }
}
