package crm

// Validate checks what a client record can check alone. What is wrong is Invalid.
func (c Client) Validate() error {
	for _, f := range []struct {
		name, text string
		max        int
	}{{"client", c.Name, MaxLine}, {"contact", c.Contact, MaxLine}, {"e-mail", c.Email, MaxLine}, {"phone", c.Phone, MaxLine},
		{"URL", c.URL, MaxText}, {"origin", c.Origin, MaxLine}, {"note", c.Note, MaxText}} {
		if err := CheckText(f.name, f.text, f.max); err != nil {
			return err
		}
	}
	if c.Email != "" {
		return CheckEmail(c.Email)
	}
	return nil
}
