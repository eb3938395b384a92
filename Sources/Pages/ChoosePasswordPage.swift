import Identity

/// Asks for a password of one's own, twice, in place of the activation code.
package struct ChoosePasswordPage: Page {
    private let username, action, formToken: String
    private let problem: Problem?

    /// What was wrong with the last one.
    package enum Problem: Hashable, Sendable {
        /// The two fields differ.
        case notTheSame
        /// The password can't be set: what it lacks, to be read behind "the password".
        case refused(Bilingual)
        /// The form token isn't good any more.
        case formTooOld
        case tooManyAttemptsAtOnce

        /// Whether the two fields have to be filled in differently.
        fileprivate var isAboutFields: Bool {
            switch self {
            case .notTheSame, .refused: true
            case .formTooOld, .tooManyAttemptsAtOnce: false
            }
        }
    }

    /// - Parameter username: of the account, for the person and for their password manager.
    package init(username: String, action: String, formToken: String, problem: Problem? = nil) {
        self.username = username
        self.action = action
        self.formToken = formToken
        self.problem = problem
    }

    package struct Content: PageContent {
        package static let template = PageTemplate.choosePassword
        package let title: String
        let explanation: String
        let problemMark, problem, wrongFieldsProblem: String?
        let action: Address
        let formToken, usernameLabel, username, passwordLabel, rules, again, submit: String
    }

    package func content(in language: Language) -> Content {
        let texts = PasswordTexts.self
        return Content(
            title: texts.title(language), explanation: texts.explanation(language),
            problemMark: problem.map { _ in SignInTexts.problemMark(language) },
            problem: problem.map { texts.problem($0)(language) },
            wrongFieldsProblem: problem.flatMap { $0.isAboutFields ? "problem" : nil }, action: Address(action),
            formToken: formToken, usernameLabel: SignInTexts.username(language), username: username,
            passwordLabel: texts.password(language), rules: texts.rules(language), again: texts.again(language),
            submit: texts.submit(language))
    }
}
