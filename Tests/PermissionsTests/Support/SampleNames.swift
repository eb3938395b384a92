import Directory
import Identity
import Permissions
import TestSupport
import Testing

/// How tests call units, people and moments.
enum SampleNames {
    static let clerk = "Nguyễn Thị Thử"
    static let boss = "Trần Văn Mẫu"

    static func names() throws -> PermissionNames {
        PermissionNames(
            policy: try SmallCity.policy(),
            unit: { id in SmallCity.units.first { $0.id == id }?.name },
            person: { [SmallCity.clerk: clerk, SmallCity.boss: boss][$0] },
            moment: { "hour \(($0 - Instant.hour(0)).wholeSeconds / 3600)" })
    }
}

extension Bilingual {
    /// Expects a sentence in each language, neither the same nor spoiled, with all of the facts in both.
    func expectSound(_ facts: [String], sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(flaws(facts) == [], sourceLocation: sourceLocation)
    }
}
