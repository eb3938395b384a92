import Directory
import Identity
import Permissions
import TestSupport
import Testing

struct DelegationRefusalTextTests {
    /// Every refusal, with what its texts have to name.
    static let all: [(refusal: DelegationRefusal, facts: [String])] = [
        (.notInTheNameOfTheGiver, []), (.unknownRole("can-bo"), ["can-bo"]), (.unknownUnit("H57.99"), ["H57.99"]),
        (.unknownKind("moon"), ["moon"]), (.hasNoOwnUnit, ["own"]), (.toItself, []), (.subjectTooWide, []),
        (.startsInThePast, []), (.roleMakesNoSenseThere("dept"), ["[dept]"]), (.administersNothing, []),
        (.roleNotAdministered("signer"), ["signer"]), (.notDelegableThere("editor"), ["editor"]),
        (.reachesBeyond(own: 17), ["g-17"]), (.mayNotDeny(own: 18), ["g-18"]),
        (.outlasts(own: 19, until: .hour(3)), ["g-19", "hour 3"]),
        (.wouldMeetExcluded(.number(4)), [SampleNames.clerk]), (.isAStandIn, []), (.isNoStandIn, []),
        (.notHeld(20), ["g-20"]), (.noStandIn(maximumDays: 10), ["10"]), (.noStandIn(maximumDays: 0), []),
        (.gaveItThemselves, []), (.denied(own: 21, by: 22), ["g-21", "g-22"]), (.excluded(own: 23), ["g-23"]),
        (.toThePrincipal(.number(4)), [SampleNames.clerk]),
    ]

    /// A refusal that is new has to be named here, and so comes into the table.
    private static func place(of refusal: DelegationRefusal) -> Int {
        switch refusal {
        case .notInTheNameOfTheGiver: 0
        case .unknownRole: 1
        case .unknownUnit: 2
        case .unknownKind: 3
        case .hasNoOwnUnit: 4
        case .toItself: 5
        case .subjectTooWide: 6
        case .startsInThePast: 7
        case .roleMakesNoSenseThere: 8
        case .administersNothing: 9
        case .roleNotAdministered: 10
        case .notDelegableThere: 11
        case .reachesBeyond: 12
        case .mayNotDeny: 13
        case .outlasts: 14
        case .wouldMeetExcluded: 15
        case .isAStandIn: 16
        case .isNoStandIn: 17
        case .notHeld: 18
        case .noStandIn: 19
        case .gaveItThemselves: 20
        case .denied: 21
        case .excluded: 22
        case .toThePrincipal: 23
        }
    }

    @Test(arguments: all)
    func `a refusal says in both languages what is in the way`(refusal: DelegationRefusal, facts: [String]) throws {
        let text = refusal.text(try SampleNames.names())
        text.expectSound(facts)
    }

    @Test func `every refusal has a text and a word of its own, for people and for the log`() throws {
        let names = try SampleNames.names()
        #expect(Set(Self.all.map { Self.place(of: $0.refusal) }) == Set(0...23))
        #expect(Set(Self.all.map { $0.refusal.text(names) }).count == Self.all.count)
        #expect(Set(Self.all.map(\.refusal.code)).count == 24)
        for word in Self.all.map(\.refusal.code) {
            #expect(word.utf8.allSatisfy { $0 == UInt8(ascii: "-") || (0x61...0x7A).contains($0) }, "\(word)")
        }
    }
}
