/// Sets up an authenticator app: the QR code, the same as text for who can't scan, and a field for the first code, which
/// proves that it has worked.
package struct EnrolSecondFactorPage: Page {
    private let setup: QRCode
    private let secret, action, formToken: String
    private let problem: Problem?
    private let notice: PasswordNotice?

    /// What went wrong at the last attempt.
    package enum Problem: Hashable, Sendable {
        case wrongCode
        /// Too many wrong codes.
        case locked(minutes: Int)
        /// The form token isn't good any more.
        case formTooOld
    }

    /// - Parameters:
    ///   - setup: the `otpauth:` address for the app; on the phone itself it is a link.
    ///   - secret: what somebody types into the app who can't scan, in groups.
    ///   - notice: what is to be said of the password.
    package init(
        setup: QRCode, secret: String, action: String, formToken: String, problem: Problem? = nil,
        notice: PasswordNotice? = nil
    ) {
        self.setup = setup
        self.secret = secret
        self.action = action
        self.formToken = formToken
        self.problem = problem
        self.notice = notice
    }

    package struct Content: PageContent {
        package static let template = PageTemplate.enrolSecondFactor
        package let title: String
        let why: String
        let notice, problemMark, problem, wrongCodeProblem: String?
        let install, scan, picture, pictureBox, picturePath: String
        let setupURL: Address
        let onThisPhone, byHand, byHandHelp, secretLabel, secret: String
        let action: Address
        let formToken, label, hint, submit: String
    }

    package func content(in language: Language) -> Content {
        let texts = EnrolmentTexts.self
        return Content(
            title: texts.title(language), why: texts.why(language),
            notice: notice.map { DirectorySignInTexts.notice($0)(language) },
            problemMark: problem.map { _ in SignInTexts.problemMark(language) },
            problem: problem.map { texts.problem($0)(language) },
            wrongCodeProblem: problem == .wrongCode ? "problem" : nil, install: texts.install(language),
            scan: texts.scan(language), picture: texts.picture(language), pictureBox: setup.viewBox,
            picturePath: setup.path, setupURL: Address(setup.text), onThisPhone: texts.onThisPhone(language),
            byHand: texts.byHand(language), byHandHelp: texts.byHandHelp(language),
            secretLabel: texts.secret(language), secret: secret, action: Address(action), formToken: formToken,
            label: texts.label(language), hint: texts.hint(language), submit: texts.submit(language))
    }
}
