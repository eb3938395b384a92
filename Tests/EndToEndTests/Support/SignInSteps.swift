import Foundation

// What follows a right password, or an activation code in its place: the steps of a sign-in, as they come.
extension Visitor {
    /// Signs in over the sign-in page with an account issued by the city: all steps, the password being the one that
    /// is chosen if one has to be.
    func signIn(_ page: Place, _ username: String, _ password: String) async throws -> Place {
        try await signIn(page, username, password, choosing: password)
    }

    /// - Parameter typed: the password, or an activation code.
    func signIn(
        _ page: Place, _ username: String, _ typed: String, choosing password: String
    ) async throws -> Place {
        let begun = try await submit(
            page, formWith: "username", ["username": username, "password": typed], button: "submit")
        return try await finishSignIn(begun, username, choosing: password)
    }

    /// Does the steps that pages ask for; another page is returned as it is.
    func finishSignIn(_ begun: Place, _ username: String, choosing password: String = "") async throws -> Place {
        var place = begun
        let issuer = begun.url.split(separator: "/").prefix(2).joined(separator: "//")
        for _ in 0..<4 {
            let page = place.page
            if page.element(id: "password-again") != nil {
                place = try await submit(
                    place, formWith: "password", ["password": password, "password-again": password],
                    button: "submit")
                // Refused: it isn't tried again.
                if !place.page.alerts.isEmpty { return place }
            } else if let app = page.element(id: "open-app")?["href"] {
                let code = try await Authenticators.shared.setUp(app, of: username, at: issuer)
                place = try await submit(place, formWith: "code", ["code": code], button: "submit")
            } else if page.element(id: "codes") != nil {
                let codes = page.elements.filter { $0["class"] == "code" }.map(\.text)
                await Authenticators.shared.keep(codes, of: username, at: issuer)
                return try await submit(place, formWith: "kept")
            } else if page.element(id: "other-way") != nil {
                return try await showSecondFactor(place, username, issuer)
            } else {
                return place
            }
        }
        return place
    }

    private func showSecondFactor(_ asked: Place, _ username: String, _ issuer: String) async throws -> Place {
        switch try await Authenticators.shared.proof(of: username, at: issuer) {
        case .code(let code): return try await submit(asked, formWith: "code", ["code": code], button: "submit")
        case .recoveryCode(let code):
            return try await submit(
                try await press(asked, id: "other-way"), formWith: "code", ["code": code], button: "submit")
        }
    }
}

extension Browser {
    /// Signs in on our page with an account issued by the city: password and second step.
    func signInLocally(_ person: Demo.Person) async throws {
        try await fill("#username", person.username)
        try await fill("#password", person.password)
        try await click("#submit")
        try await finishSignIn(person)
    }

    /// The second step, after the first: who signs in for the first time sets it up.
    func finishSignIn(_ person: Demo.Person) async throws {
        _ = try await find("#code")
        let issuer = try await url.split(separator: "/").prefix(2).joined(separator: "//")
        if try await has("#open-app") {
            let app = try await attribute("#open-app", "href") ?? ""
            try await type(
                "#code", try await Authenticators.shared.setUp(app, of: person.username, at: issuer))
            try await click("#submit")
            let codes = try await text("#codes").split(whereSeparator: \.isNewline).map(String.init)
            await Authenticators.shared.keep(codes, of: person.username, at: issuer)
            return try await click("#kept")
        }
        switch try await Authenticators.shared.proof(of: person.username, at: issuer) {
        case .code(let code): try await type("#code", code)
        case .recoveryCode(let code):
            try await click("#other-way")
            try await type("#code", code)
        }
        try await click("#submit")
    }
}

extension Demo {
    /// Issues an account, and signs its holder in for the first time: from then on it has a password and an app.
    func addAccount(_ username: String, password: String) async throws {
        let run = try await CommandLineTool.run(Assumed.addAccount(username, name: "Người Thử Nghiệm", data))
        guard run.code == 0 else { throw Nobody(description: "\(run)") }
        try await activate(username, run.json["activation_code"].string ?? "", choosing: password)
    }

    func activate(_ username: String, _ code: String, choosing password: String) async throws {
        let visitor = Visitor()
        let page = try await visitor.go(platform(.basic).authorizationURL(at: metadata))
        let place = try await visitor.signIn(page, username, code, choosing: password)
        guard Form(of: place.leavesFor ?? "")["code"] != nil else {
            throw Nobody(description: "\(username) is not signed in: \(place.page.text)")
        }
    }
}
