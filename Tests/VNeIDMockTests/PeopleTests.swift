import Testing
import VNeIDMock
import Wire

/// What happens between the request and the code, as the person at the pages sees it.
@Suite struct PeopleTests {
    @Test func `the consent page says who asks and for what`() async throws {
        try await withMock { mock in
            let transaction = try mock.transaction(try await mock.authorize())
            let page = try await mock.signIn("046195000022", transaction: transaction).text
            for text in [
                "Bên hue-sso &lt;b&gt;", "046195000022", "Nguyễn Thị Minh Hoạ", "02/09/1995",
                "Mức độ định danh",
            ] {
                #expect(page.contains(text))
            }
            #expect(page.contains(#"id="allow""#) && page.contains(#"id="deny""#))
            #expect(!page.contains("người đại diện"))
        }
    }

    @Test func `a child's consent page says that a representative confirms`() async throws {
        try await withMock { mock in
            let transaction = try mock.transaction(try await mock.authorize())
            let page = try await mock.signIn("046318000033", transaction: transaction).text
            #expect(page.contains(#"id="representative-consents""#))
        }
    }

    @Test(arguments: ["deny", "", "ALLOW", "maybe"])
    func `anything but "allow" on the consent page is a refusal`(decision: String) async throws {
        try await withMock { mock in
            let answer = try await mock.answer(decision: decision)
            #expect(try answer.single("error") == "access_denied")
            #expect(try answer.single("state") == "a state & more")
            #expect(try answer.single("code") == nil)
        }
    }

    @Test func `consent expires after three hundred seconds`() async throws {
        try await withMock { mock in
            for (wait, error) in [(299, nil), (300, "access_denied")] as [(Int, String?)] {
                let transaction = try mock.transaction(try await mock.authorize())
                _ = try await mock.signIn("046195000022", transaction: transaction)
                mock.clock.advance(by: .seconds(wait))
                let answer = try await mock.decide("allow", transaction: transaction).redirection()
                #expect(try answer.single("error") == error)
            }
        }
    }

    @Test func `consent without a sign-in before it gives nothing`() async throws {
        try await withMock { mock in
            let transaction = try mock.transaction(try await mock.authorize())
            let reply = try await mock.decide("allow", transaction: transaction)
            #expect(reply.status == 400)
            #expect(reply.header("location") == nil)
        }
    }

    @Test func `consent is given once`() async throws {
        try await withMock { mock in
            let transaction = try mock.transaction(try await mock.authorize())
            _ = try await mock.signIn("046195000022", transaction: transaction)
            #expect(try await mock.decide("allow", transaction: transaction).status == 303)
            let again = try await mock.decide("allow", transaction: transaction)
            #expect(again.status == 400)
            #expect(again.text.contains(#"id="over""#))
        }
    }

    @Test func `a sign-in is over after an hour`() async throws {
        try await withMock { mock in
            let transaction = try mock.transaction(try await mock.authorize())
            mock.clock.advance(by: .hours(1))
            #expect(
                try await mock.signIn("046195000022", transaction: transaction).text.contains(#"id="over""#))
        }
    }

    @Test(arguments: [
        ("046195000022", "mat-khau-cong-dan-2", "220023"),
        ("046195000022", "mat-khau-cong-dan-1", "220022"),
        ("046195000022", "", "220022"),
        ("046195000022", "mat-khau-cong-dan-2", ""),
        ("046195000029", "mat-khau-cong-dan-2", "220022"),
        ("", "", ""),
        ("\"><script>", "mat-khau-cong-dan-2", "220022"),
    ])
    func `whatever is wrong, the page says the same and the passwords stay out of it`(
        username: String, password: String, otp: String
    ) async throws {
        try await withMock { mock in
            let transaction = try mock.transaction(try await mock.authorize())
            let page = try await mock.post(
                "/simulation/sign-in",
                [("transaction", transaction), ("username", username), ("password", password), ("otp", otp)])
            #expect(page.text.contains(#"role="alert""#))
            #expect(!page.text.contains("mat-khau"))
            #expect(!page.text.contains("<script"))
            #expect(try await mock.decide("allow", transaction: transaction).status == 400)
        }
    }

    @Test func `the fifth wrong password ends the sign-in, even for the right one`() async throws {
        try await withMock { mock in
            let transaction = try mock.transaction(try await mock.authorize())
            let wrong = [
                ("transaction", transaction), ("username", "046195000022"), ("password", "wrong"),
                ("otp", "0"),
            ]
            for _ in 0..<4 {
                #expect(try await mock.post("/simulation/sign-in", wrong).text.contains(#"role="alert""#))
            }
            let last = try await mock.post("/simulation/sign-in", wrong)
            #expect(last.text.contains(#"id="account-locked""#))
            #expect(last.text.contains("error=access_denied"))
            #expect(try await mock.signIn("046195000022", transaction: transaction).status == 400)
        }
    }

    @Test func `a person who does not represent the organisation is refused with a message of its own`()
        async throws
    {
        try await withMock { mock in
            let transaction = try mock.transaction(try await mock.authorize())
            let page = try await mock.signIn("046190000077", transaction: transaction)
            #expect(page.status == 403)
            #expect(page.text.contains(#"id="not-the-representative""#))
            #expect(page.text.contains("không phải người đại diện"))
            #expect(try await mock.decide("allow", transaction: transaction).status == 400)
        }
    }

    @Test func `it asks every time`() async throws {
        try await withMock { mock in
            _ = try await mock.code()
            let page = try await mock.authorize()
            #expect(page.text.contains(#"id="otp""#))
            #expect(page.header("set-cookie") == nil)
        }
    }
}
