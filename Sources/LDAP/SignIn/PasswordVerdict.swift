/// What a server's answer to a bind says of the password: its code, the control of password policies
/// (draft-behera-ldap-password-policy §6.2), and Active Directory's number in the text.
enum PasswordVerdict: Hashable {
    case right(PasswordNotice?)
    case wrong, locked, expired, mustChange, disabled, notNow
    /// The answer is about something else than the password.
    case neither

    init(_ answer: Answer) {
        let policy = answer.control(ObjectIdentifier.passwordPolicy).flatMap(PolicyResponse.init)
        switch (answer.code, policy?.error) {
        // Success, and yet no sign-in: who looks at the code alone lets them in.
        case (ResultCode.success, .changeAfterReset): self = .mustChange
        case (ResultCode.success, .passwordExpired) where policy?.notice == nil: self = .expired
        case (ResultCode.success, _): self = .right(policy?.notice)
        case (ResultCode.invalidCredentials, .accountLocked): self = .locked
        case (ResultCode.invalidCredentials, .passwordExpired): self = .expired
        case (ResultCode.invalidCredentials, .changeAfterReset): self = .mustChange
        case (ResultCode.invalidCredentials, nil): self = Self.activeDirectory(answer.refusal.text)
        // 389-DS, of an account after too many wrong passwords, and of one that is switched off (nsAccountLock).
        case (ResultCode.constraintViolation, _): self = .locked
        case (ResultCode.unwillingToPerform, _): self = .disabled
        default: self = .neither
        }
    }

    /// - Throws: what the server refused, where it wasn't about the password.
    func outcome(_ answer: Answer) throws(LDAPError) -> SignInOutcome {
        switch self {
        case .wrong, .right: .wrong
        case .locked: .locked
        case .expired: .expired
        case .mustChange: .mustChange
        case .disabled: .disabled
        case .notNow: .notNow
        case .neither: throw .refused(answer.refusal)
        }
    }

    /// `80090308: LdapErr: DSID-0C090439, comment: AcceptSecurityContext error, data 52e, v4563`
    private static func activeDirectory(_ text: String) -> PasswordVerdict {
        guard let data = text.firstRange(of: "data ") else { return .wrong }
        switch text[data.upperBound...].prefix(while: { $0 != "," && $0 != " " }) {
        case "530", "531": return .notNow
        case "532": return .expired
        case "533", "701": return .disabled
        case "773": return .mustChange
        case "775": return .locked
        // 525 no such user, 52e not their password.
        default: return .wrong
        }
    }
}

/// The control's value: a warning, an error, either, or neither.
private struct PolicyResponse {
    enum Fault: Int { case passwordExpired, accountLocked, changeAfterReset }

    var notice: PasswordNotice?
    var error: Fault?

    init?(_ value: [UInt8]) {
        var content = BERReader(value)
        guard var parts = content.sequence() else { return nil }
        if var warning = parts.sequence(0xA0) {
            if let seconds = warning.integer(0x80) {
                notice = .expires(in: .seconds(seconds))
            } else if let count = warning.integer(0x81) {
                notice = .graceSignIns(count)
            }
        }
        error = parts.integer(0x81).flatMap(Fault.init)
    }
}
