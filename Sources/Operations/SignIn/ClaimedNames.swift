import Accounts
import Audit
import Cryptography
import Identity
import Keys
import Wire

/// How the audit log names somebody who typed a user name and proved nothing. What no account has may be anything, a
/// password that was typed into the wrong field too; it is written as a keyed hash, by which the same text is known
/// again and nothing is read.
package struct ClaimedNames: Sendable {
    private let key: [UInt8]

    private static let purpose = "names that no account has, in the audit log"
    /// 96 bits: enough that no two are taken for one.
    private static let bytes = 12

    package init(_ sealer: SecretSealer) {
        key = sealer.derivedKey(for: Self.purpose)
    }

    func actor(_ username: Username, hasAccount: Bool) -> AuditEvent.Actor {
        if hasAccount { return .claimed(username.text) }
        let tag = HMAC.sha256(key: key, Array(username.text.utf8)).prefix(Self.bytes)
        return .claimedUnknown(tag: Base64URL.encode(Array(tag)))
    }
}

extension HashAsker {
    init(isKnown: Bool, at place: StepPlace, _ act: Act) {
        self.init(
            isKnown: isKnown, interaction: place.interaction.text,
            address: AddressPrefix(of: act.origin.address).description)
    }
}
