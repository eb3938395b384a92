/// Gives somebody who is signed in new recovery codes, for the code of their authenticator app.
package struct RenewRecoveryCodesPage: Page {
    private let username, action, formToken: String
    private let left: Int
    private let problem: SecondFactorPage.Problem?

    /// - Parameters:
    ///   - left: how many codes of the old ones are still good.
    ///   - problem: what went wrong at the last attempt.
    package init(
        username: String, left: Int, action: String, formToken: String, problem: SecondFactorPage.Problem? = nil
    ) {
        self.username = username
        self.left = left
        self.action = action
        self.formToken = formToken
        self.problem = problem
    }

    package struct Content: PageContent {
        package static let template = PageTemplate.renewRecoveryCodes
        package let title: String
        let explanation: String
        let problemMark, problem, wrongCodeProblem: String?
        let usernameLabel, username, leftLabel, left: String
        let action: Address
        let formToken, label, hint, submit, back: String
    }

    package func content(in language: Language) -> Content {
        let texts = RenewRecoveryCodesTexts.self
        return Content(
            title: texts.title(language), explanation: texts.explanation(language),
            problemMark: problem.map { _ in SignInTexts.problemMark(language) },
            problem: problem.map { SecondFactorTexts.problem($0, .oneTimePassword)(language) },
            wrongCodeProblem: problem.flatMap { $0.isAboutField ? "problem" : nil },
            usernameLabel: SignInTexts.username(language), username: username, leftLabel: texts.left(language),
            left: String(left), action: Address(action), formToken: formToken,
            label: SecondFactorTexts.label(.oneTimePassword)(language),
            hint: SecondFactorTexts.hint(.oneTimePassword)(language), submit: texts.submit(language),
            back: texts.back(language))
    }
}
