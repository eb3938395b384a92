import ArgumentParser
import Directory
import Foundation
import Identity
import Permissions
import Wire

struct Can: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Một người được dùng chức năng nào không, và vì sao. (May somebody use a function, and why.)",
        discussion: """
            Trả lời cho một phiên đủ mức, trừ khi --authentication, --identity hoặc --minutes-ago nêu khác. Mã thoát \
            là 0 khi được phép, 77 khi không và 66 khi không có chức năng, đơn vị hay vai trò được nêu.

            (Answers for a session that is good enough, unless --authentication, --identity or --minutes-ago say what \
            it is like. Exits with 0 when it is permitted, with 77 when it isn't, and with 66 when there is no such \
            function, unit or role.)
            """)

    @Argument(help: "Tên đăng nhập hoặc số định danh 12 chữ số. (The user name, or the twelve digits.)")
    var person: String

    @Argument(help: "Chức năng, ví dụ bi.dashboard.view. (The function, such as bi.dashboard.view.)")
    var function: String

    @Option(name: .long, help: "Mã đơn vị, ví dụ H57.05. (The unit's id, such as H57.05.)")
    var unit: String

    @Flag(
        name: .long,
        help: """
            Nêu lý do: quyền, người giao, vai trò và đơn vị; hoặc quyền gần nhất. \
            (Give the reasons: grant, giver, roles and units; or what comes nearest.)
            """)
    var explain = false

    @Option(
        name: .customLong("as"),
        help: """
            Tư cách: staff là mọi chức vụ, citizen, hoặc CHỨC_VỤ@ĐƠN_VỊ. \
            (In which capacity: staff for all posts, citizen, or POSITION@UNIT.)
            """)
    var persona = "staff"

    @Option(name: .long, help: "Mức xác thực của phiên, từ 1 đến 4. (The authentication level of the session, 1 to 4.)")
    var authentication: Int?

    @Option(
        name: .long, help: "Mức định danh: 0 là không có, cao nhất là 2. (The identity level: 0 for none, up to 2.)")
    var identity: Int?

    @Option(
        name: .customLong("minutes-ago"),
        help: "Đã đăng nhập bao nhiêu phút trước. (How many minutes ago the sign-in was.)")
    var minutesAgo: Int?

    @Option(
        name: .long,
        help: "Vai trò mà phiên đã dùng trước đó. Lặp lại được. (A role that the session has used before. Repeatable.)")
    var used: [String] = []

    @OptionGroup var view: ViewOptions
    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await reporting {
            let installation = try await data.installation()
            let (state, moment) = try await installation.permissions(view)
            let question = Question(
                person: try await installation.person(named: person),
                persona: try parsed(persona, Self.persona) { Persona(text: $0) },
                function: try parsed(function, .function) { FunctionID($0) },
                unit: try parsed(unit, .unitID) { UnitID($0) }, moment: moment,
                session: try session(at: moment), exercised: try used.map { try parsed($0, .role) { RoleID($0) } })
            try state.check(question)
            let explanation = state.snapshot.explain(question)
            let labels = try await installation.labels(of: explanation.people + [question.person])
            let isDisabled = labels.labels[question.person]?.isEnabled == false
            if isDisabled, view.isOfNow {
                show(disabled: question, labels)
                throw ExitCode(EX_NOPERM)
            }
            let text = ExplanationText(explanation, names: state.names(labels))
            if output.json {
                printJSON(json(explanation, text, labels))
            } else {
                print("\(labels.text(question.person)): \(text.verdict.vietnamese)\n  (\(text.verdict.english))")
                for reason in explain ? text.reasons : [] { print("- \(reason.vietnamese)\n  (\(reason.english))") }
                if isDisabled { print("- Tài khoản hôm nay đã ngừng.\n  (The account is disabled today.)") }
            }
            if !explanation.decision.isPermit { throw ExitCode(EX_NOPERM) }
        }
    }

    private static let persona = Bilingual(
        "staff, citizen hoặc CHỨC_VỤ@ĐƠN_VỊ", "staff, citizen or POSITION@UNIT")

    private func session(at moment: Instant) throws -> SessionAssurance {
        var session = SessionAssurance.best(at: moment)
        if let authentication {
            guard let level = AuthenticationLevel(rawValue: authentication) else {
                throw CommandFailure.badData(
                    "--authentication là mức từ 1 đến 4", english: "--authentication is a level from 1 to 4")
            }
            session.authentication = level
        }
        if let identity {
            guard (0...2).contains(identity) else {
                throw CommandFailure.badData("--identity là 0, 1 hoặc 2", english: "--identity is 0, 1 or 2")
            }
            session.identity = IdentityLevel(rawValue: identity)
        }
        if let minutesAgo {
            guard (0...1_000_000).contains(minutesAgo) else {
                throw CommandFailure.badData(
                    "--minutes-ago là số từ 0 đến 1000000", english: "--minutes-ago is a number from 0 to 1000000")
            }
            session.authenticatedAt = moment - .minutes(minutesAgo)
        }
        return session
    }

    /// Whoever can't sign in may nothing, whatever was granted.
    private func show(disabled question: Question, _ labels: PersonLabels) {
        let verdict = Bilingual("tài khoản đã ngừng", "the account is disabled")
        if output.json { return printJSON(json(question, .deny, verdict, labels)) }
        print("\(labels.text(question.person)): \(verdict.vietnamese)\n  (\(verdict.english))")
    }

    private func json(
        _ question: Question, _ outcome: PolicyTest.Outcome, _ verdict: Bilingual, _ labels: PersonLabels
    ) -> JSONObject {
        [
            "person": labels.json(question.person), "as": .string(question.persona.text),
            "function": .string(question.function.text), "unit": .string(question.unit.text),
            "at": .string(question.moment.text), "decision": .string(outcome.rawValue), "verdict": verdict.json,
        ]
    }

    private func json(_ explanation: Explanation, _ text: ExplanationText, _ labels: PersonLabels) -> JSONObject {
        var json = json(
            explanation.question, PolicyTest.Outcome(explanation.decision), text.verdict, labels)
        guard explain else { return json }
        if let chain = explanation.chain {
            json["grant"] = .string(chain.grant.description)
            json["granted_by"] = chain.grantedBy.map(labels.json) ?? .null
            json["roles"] = .texts(chain.roles.map(\.slug))
            json["units"] = .texts(chain.units.map(\.text))
        }
        json["reasons"] = .array(text.reasons.map(\.json))
        return json
    }
}

extension ViewOptions {
    /// Whether nothing was said of another moment, or of what was known at one.
    fileprivate var isOfNow: Bool { at == nil && knownAt == nil }
}
