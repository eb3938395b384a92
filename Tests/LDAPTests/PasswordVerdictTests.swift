import Testing

@testable import LDAP

/// What Active Directory says in the text of code 49.
@Suite struct PasswordVerdictTests {
    @Test(
        arguments: [
            ("525", .wrong), ("52e", .wrong), ("530", .notNow), ("531", .notNow), ("532", .expired), ("533", .disabled),
            ("701", .disabled), ("773", .mustChange), ("775", .locked), ("999", .wrong),
        ] as [(String, PasswordVerdict)])
    func `a number in the text tells why`(number: String, verdict: PasswordVerdict) {
        let text = "80090308: LdapErr: DSID-0C090439, comment: AcceptSecurityContext error, data \(number), v4563"
        #expect(PasswordVerdict(Answer(refusal: LDAPRefusal(code: 49, text: text), controls: [])) == verdict)
    }

    /// 389-DS: "Exceed password retry limit. Please try later.", and "Account inactivated. Contact system administrator."
    @Test(arguments: [(19, .locked), (53, .disabled)] as [(Int32, PasswordVerdict)])
    func `a code of its own says that an account is shut`(code: Int32, verdict: PasswordVerdict) {
        #expect(PasswordVerdict(Answer(refusal: LDAPRefusal(code: code), controls: [])) == verdict)
    }

    @Test(arguments: [1, 8, 50, 51, 52, 80])
    func `another code isn't about the password`(code: Int32) {
        #expect(PasswordVerdict(Answer(refusal: LDAPRefusal(code: code), controls: [])) == .neither)
    }

    @Test func `a password that must be changed is no sign-in, though the code is success`() {
        let control = Control("1.3.6.1.4.1.42.2.27.8.5.1", value: [0x30, 0x03, 0x81, 0x01, 0x02])
        #expect(PasswordVerdict(Answer(refusal: LDAPRefusal(code: 0), controls: [control])) == .mustChange)
    }
}
