import Identity

/// One line of the audit log: who did what, when, from where, by which client (TCVN 14423:2026 §5.x, Decree
/// 333/2026/NĐ-CP). It is written in the transaction of the act itself and never changed.
///
/// No secret, no credential and no citizen number is in it.
package struct AuditEvent: Hashable, Sendable {
    package let moment: Instant
    package let action: Action
    package let outcome: Outcome
    package let actor: Actor
    package let origin: Origin
    /// The client that the act went through or was about.
    package let client: String?
    /// The session that it happened in; an id of ours, no credential.
    package let session: String?
    /// What it was done to, where that is not the actor: an account, a client, a token.
    package let object: String?

    package init(
        moment: Instant, action: Action, outcome: Outcome = .success, actor: Actor, origin: Origin,
        client: String? = nil, session: String? = nil, object: String? = nil
    ) {
        self.moment = moment
        self.action = action
        self.outcome = outcome
        self.actor = actor
        self.origin = origin
        self.client = client
        self.session = session
        self.object = object
    }

    /// What was done. The raw values are what operators search for: they are never renamed.
    package enum Action: String, Hashable, Sendable, CaseIterable {
        case signIn = "sign-in"
        /// The first factor of a sign-in was right; the session comes with the last.
        case beginSignIn = "sign-in-begin"
        case signOut = "sign-out"
        /// Sessions that an administrator ended.
        case sessionEnd = "session-end"
        /// A platform was told that a session has ended, and has taken it; or never took it.
        case logoutNotice = "logout-notice"
        /// A platform was told of a security event, as ``logoutNotice``.
        case securityEvent = "security-event"
        /// A platform has made, changed or ended its stream of security events.
        case eventStreamAdd = "event-stream-add"
        case eventStreamEdit = "event-stream-edit"
        case eventStreamRemove = "event-stream-remove"
        case authorize = "authorization"
        /// A client pushed an authorization request.
        case pushRequest = "authorization-push"
        case userInfo = "user-info"
        case consent = "consent"
        case consentWithdrawal = "consent-withdrawal"
        case issueToken = "token"
        /// A token was given for another one; the object names both.
        case exchangeToken = "token-exchange"
        case revokeToken = "token-revocation"
        case beginDevice = "device-authorization"
        case approveDevice = "device-approval"
        /// A client asked a person behind the browser's back; the object is the person, or says that it is nobody.
        case beginBackchannel = "backchannel-authentication"
        case approveBackchannel = "backchannel-approval"
        /// A client was told that the person has decided, and has taken it; or never took it.
        case ping = "backchannel-ping"
        case introspectToken = "token-introspection"
        case confirmAccount = "account-confirmation"
        case clientAdd = "client-add"
        case clientEdit = "client-edit"
        case clientSecretRotation = "client-secret-rotation"
        /// The former secret of a client, which counted beside the new one, ends before its time.
        case clientFormerSecretEnd = "client-former-secret-end"
        case clientDisable = "client-disable"
        case clientEnable = "client-enable"
        case clientRemove = "client-remove"
        /// A token by which clients register themselves was given out; and taken back.
        case initialAccessTokenAdd = "initial-access-token-add"
        case initialAccessTokenEnd = "initial-access-token-end"
        case accountAdd = "account-add"
        case accountDisable = "account-disable"
        case accountEnable = "account-enable"
        case accountPassword = "account-password"
        case accountUnlock = "account-unlock"
        /// An activation code in the place of password and second factor.
        case accountReset = "account-reset"
        /// Two people were found to be one human, or a number to be somebody's; and the end of it.
        case accountLink = "account-link"
        case accountUnlink = "account-unlink"
        /// The state gave somebody another number.
        case citizenNumberReplacement = "citizen-number-replacement"
        case secondFactorEnrolment = "second-factor-enrolment"
        case recoveryCodeUse = "recovery-code-use"
        case recoveryCodesRenewal = "recovery-codes-renewal"
        case keyGeneration = "key-generation"
        case keyActivation = "key-activation"
        case keyRetirement = "key-retirement"
        /// A retired key is published no longer, as nothing that it has signed counts any more.
        case keyRemoval = "key-removal"
        /// A key is believed no longer, though what it has signed would still count.
        case keyWithdrawal = "key-withdrawal"
        /// Everything is sealed under another master key.
        case keyReseal = "key-reseal"
        /// The settings of all nodes were put into the records, or taken out.
        case settingsShare = "settings-share"
        case settingsUnshare = "settings-unshare"
        /// A role of PostgreSQL may run nodes.
        case databaseGrant = "database-grant"
        /// Keys and pairwise secret were recorded as those of these records: by `init`, or once for records that are
        /// older than the fingerprints.
        case secretsRecord = "secrets-record"
        case backup = "backup"
        case restore = "restore"
        case choosePost = "post-choice"
        case decide = "decision"
        case unitImport = "unit-import"
        /// What a directory says was applied, was taken back, or waits for somebody; and each unit and each member of staff
        /// that it changed.
        case directoryApply = "directory-apply"
        case directoryUndo = "directory-undo"
        case directoryUnit = "directory-unit"
        case directoryStaff = "directory-staff"
        /// It was said of which unit a client is the source by SCIM.
        case directorySource = "directory-source"
        /// A platform that keeps a copy of its staff hears of some for the first time; and what was refused by SCIM.
        case tellStaff = "scim-introduction"
        case scim = "scim"
        /// Nobody has used a staff account for too long; and somebody does again.
        case staffDormancy = "staff-dormancy"
        case staffRevival = "staff-revival"
        /// A unit went into another, and a grant with it.
        case grantMove = "grant-move"
        case assign = "assignment"
        case unassign = "assignment-end"
        case grantAdd = "grant-add"
        case grantRevoke = "grant-revoke"
        case grantDelegate = "grant-delegate"
        case grantReview = "grant-review"
        case policyApply = "policy-apply"
        case policyRollBack = "policy-rollback"
        case auditExport = "audit-export"
        case auditPrune = "audit-prune"
    }

    /// How it ended. A refusal says why, in a word of the code's own, never in one from outside.
    package enum Outcome: Hashable, Sendable {
        case success
        case refused(String)

        package var text: String {
            switch self {
            case .success: "success"
            case .refused(let why): "refused: \(why)"
            }
        }
    }

    /// Who did it.
    package enum Actor: Hashable, Sendable {
        case person(PersonID)
        case client(String)
        /// An administrator of the machine, by the name of the operating system's user.
        case administrator(String)
        /// Nobody: it was due.
        case schedule
        case anonymous

        package var text: String {
            switch self {
            case .person(let id): "person:\(id.text)"
            case .client(let id): "client:\(id)"
            case .administrator(let name): "administrator:\(name)"
            case .schedule: "schedule"
            case .anonymous: "anonymous"
            }
        }
    }

    /// Where it came from: the peer's address and source port, both of which the law asks for.
    package struct Origin: Hashable, Sendable {
        package let address: String
        package let port: Int?

        package init(address: String, port: Int?) {
            self.address = address
            self.port = port
        }

        /// This machine.
        package static let local = Origin(address: "local", port: nil)
    }
}
